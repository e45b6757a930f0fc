import { fromHex, toHex } from "../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const SHA384_ID = "300d06096086480165030402020500";
const PSS_OID = "06092a864886f70d01010a";
const PSS_FIELDS = `a00f${SHA384_ID}a11c301a06092a864886f70d010108${SHA384_ID}a203020130`;

/**
 * The one AlgorithmIdentifier of AMD's certificates in its two encodings: RSASSA-PSS, SHA-384, MGF1 with SHA-384, 48
 * bytes of salt, the trailer field spelled out or left at its default (SPEC 3.4). The first is written by the simulation.
 */
export const PSS_SHA384: readonly [string, string] = [
  `3046${PSS_OID}3039${PSS_FIELDS}a303020101`,
  `3041${PSS_OID}3034${PSS_FIELDS}`,
];

export const isPssSha384 = (algorithm: Uint8Array): boolean => PSS_SHA384.includes(toHex(algorithm));

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

/** Whether a SubjectPublicKeyInfo is of an uncompressed point of P-384; that it lies on the curve, the import checks. */
export const isP384 = (spki: Uint8Array): boolean =>
  spki.length === P384_HEAD.length / 2 + P384_POINT_BYTES &&
  toHex(spki.subarray(0, P384_HEAD.length / 2)) === P384_HEAD;

const ORDER = BigInt(
  "0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
);

/** Whether both numbers of a raw P-384 signature lie in 1 … n − 1, which not every implementation checks. */
const numbersAreInRange = (signature: Uint8Array): boolean =>
  [signature.subarray(0, 48), signature.subarray(48)].every((part) => {
    const number = BigInt(`0x${toHex(part)}`);
    return number > 0n && number < ORDER;
  });

/** Verifies a signature of {@link PSS_SHA384}; false for a key that WebCrypto refuses. */
export const verifyPss = (spki: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> =>
  verify(spki, { name: "RSA-PSS", hash: "SHA-384" }, { name: "RSA-PSS", saltLength: 48 }, signature, signed);

/** Verifies a raw ECDSA P-384 signature over SHA-384; false for a point off the curve. */
export const verifyEcdsaP384 = async (spki: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> =>
  signature.length === 96 &&
  numbersAreInRange(signature) &&
  verify(spki, { name: "ECDSA", namedCurve: "P-384" }, { name: "ECDSA", hash: "SHA-384" }, signature, signed);

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

/** The bytes of an AlgorithmIdentifier that certificates are made with. */
export const pssSha384Bytes = (): Bytes => fromHex(PSS_SHA384[0]);
