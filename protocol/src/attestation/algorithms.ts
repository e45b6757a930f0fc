import { concatBytes, ifMalformed, toHex } from "../bytes/index.ts";
import { broken, DerReader, TAG, unsignedInteger } from "./der.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const tlv = (tag: string, ...parts: readonly string[]): string => {
  const content = parts.join("");
  return `${tag}${(content.length / 2).toString(16).padStart(2, "0")}${content}`;
};

const SHA384_OID = "0609608648016503040202";
const MGF1_OID = "06092a864886f70d010108";
const PSS_OID = "06092a864886f70d01010a";
const SALT_BYTES = 48;

/** @param nullParameters whether the hash's parameters are a NULL or absent: both are in use and mean the same. */
function pssSha384(nullParameters: boolean, trailerField: boolean): string {
  const hash = tlv("30", SHA384_OID, nullParameters ? "0500" : "");
  const mask = tlv("30", MGF1_OID, hash);
  const salt = tlv("02", SALT_BYTES.toString(16));
  const trailer = trailerField ? tlv("a3", "020101") : "";
  return tlv("30", PSS_OID, tlv("30", tlv("a0", hash), tlv("a1", mask), tlv("a2", salt), trailer));
}

/** The AlgorithmIdentifier of AMD's newer certificates: RSASSA-PSS, SHA-384, MGF1 with SHA-384, 48 bytes of salt. */
export const PSS_SHA384 = pssSha384(true, false);

/** Its four encodings, in hex: the older certificates spell the trailer field's default out (SPEC 3.4). */
const PSS_SHA384_ENCODINGS: ReadonlySet<string> = new Set(
  [true, false].flatMap((nullParameters) =>
    [true, false].map((trailer) => pssSha384(nullParameters, trailer)),
  ),
);

export const isPssSha384 = (algorithm: Uint8Array): boolean => PSS_SHA384_ENCODINGS.has(toHex(algorithm));

/** The AlgorithmIdentifier of NVIDIA's certificates: ECDSA with SHA-384, which has no parameters. */
export const ECDSA_SHA384 = "300a06082a8648ce3d040303";

export const isEcdsaSha384 = (algorithm: Uint8Array): boolean => toHex(algorithm) === ECDSA_SHA384;

const RSA_4096_HEAD = "30820222300d06092a864886f70d01010105000382020f003082020a0282020100";
const RSA_4096_TAIL = "0203010001";
const RSA_4096_BYTES = 512;

/** Whether a SubjectPublicKeyInfo is of an RSA key of exactly 4096 bits with the exponent 65537. */
export function isRsa4096(spki: Uint8Array): boolean {
  const head = RSA_4096_HEAD.length / 2;
  return (
    spki.length === head + RSA_4096_BYTES + RSA_4096_TAIL.length / 2 &&
    toHex(spki.subarray(0, head)) === RSA_4096_HEAD &&
    (spki[head] as number) >= 0x80 &&
    toHex(spki.subarray(head + RSA_4096_BYTES)) === RSA_4096_TAIL
  );
}

const P384_HEAD = "3076301006072a8648ce3d020106052b8104002203620004";
const P384_POINT_BYTES = 96;
const P384_NUMBER_BYTES = 48;

/** Whether a SubjectPublicKeyInfo is of an uncompressed point of P-384; that it lies on the curve, the import checks. */
export const isP384 = (spki: Uint8Array): boolean =>
  spki.length === P384_HEAD.length / 2 + P384_POINT_BYTES &&
  toHex(spki.subarray(0, P384_HEAD.length / 2)) === P384_HEAD;

/** n, the order of the curve. */
export const P384_ORDER = BigInt(
  "0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
);

/** Whether both numbers of a raw P-384 signature lie in 1 … n − 1, which not every implementation checks. */
const numbersAreInRange = (signature: Uint8Array): boolean =>
  [signature.subarray(0, 48), signature.subarray(48)].every((part) => {
    const number = BigInt(`0x${toHex(part)}`);
    return number > 0n && number < P384_ORDER;
  });

/** Verifies a signature of {@link PSS_SHA384}; false for a key that WebCrypto refuses. */
export const verifyPss = (spki: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> =>
  verify(
    spki,
    { name: "RSA-PSS", hash: "SHA-384" },
    { name: "RSA-PSS", saltLength: SALT_BYTES },
    signature,
    signed,
  );

/** Verifies a raw ECDSA P-384 signature over SHA-384; false for a point off the curve. */
export const verifyEcdsaP384 = async (spki: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> =>
  signature.length === 96 &&
  numbersAreInRange(signature) &&
  verify(spki, { name: "ECDSA", namedCurve: "P-384" }, { name: "ECDSA", hash: "SHA-384" }, signature, signed);

/** The same for a signature as certificates have it, `SEQUENCE { r, s }`; false where it is anything else. */
export const verifyEcdsaDer = async (spki: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> => {
  const raw = rawSignature(signature);
  return raw !== null && verifyEcdsaP384(spki, raw, signed);
};

const rawSignature = (der: Bytes): Bytes | null =>
  ifMalformed(
    () => {
      const file = new DerReader(der);
      const numbers = file.inside(TAG.sequence);
      file.end();
      const number = (): Bytes => leftPadded(unsignedInteger(numbers.content(TAG.integer)));
      const raw = concatBytes(number(), number());
      numbers.end();
      return raw;
    },
    () => null,
  );

function leftPadded(number: Bytes): Bytes {
  if (number.length > P384_NUMBER_BYTES) throw broken();
  return concatBytes(new Uint8Array(P384_NUMBER_BYTES - number.length), number);
}

async function verify(
  spki: Bytes,
  importAs: RsaHashedImportParams | EcKeyImportParams,
  algorithm: RsaPssParams | EcdsaParams,
  signature: Bytes,
  signed: Bytes,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("spki", spki, importAs, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, key, signature, signed);
  } catch {
    return false;
  }
}
