import { ECDSA_SHA384, PSS_SHA384 } from "../attestation/algorithms.ts";
import { OID } from "../attestation/certificate.ts";
import { TAG } from "../attestation/der.ts";
import { concatBytes, fromHex, u8, utf8 } from "../bytes/index.ts";
import { bitString, der, integer, integerOf, oid, sequence, utcTime } from "./der-writer.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Stands in every certificate, so that nobody takes one for AMD's. */
const ORGANIZATION = "SIMULATED - NOT AMD";
const ORGANIZATION_OID = "55040a";

export const NOT_BEFORE_MS = Date.UTC(2024, 0, 1);
export const NOT_AFTER_MS = Date.UTC(2049, 0, 1);

export interface CertificateFields {
  readonly serial: number;
  /** Of both names; that nobody is AMD by default. */
  readonly organization?: string;
  /** Common names. */
  readonly issuer: string;
  readonly subject: string;
  readonly spki: Uint8Array;
  readonly extensions: readonly Uint8Array[];
  readonly notAfterMs?: number;
}

/**
 * An X.509 certificate of AMD's profile (SPEC 3.4) or of NVIDIA's (SPEC 3.9), by the kind of key.
 * @param issuerKey RSA-PSS with SHA-384 and 4096 bits, or ECDSA with P-384
 */
export const mintCertificate = (fields: CertificateFields, issuerKey: CryptoKey): Promise<Bytes> =>
  signed(
    sequence(
      der(TAG.context(0), integer(2)),
      integer(fields.serial),
      algorithmOf(issuerKey),
      nameOf(fields.issuer, fields.organization),
      sequence(utcTime(NOT_BEFORE_MS), utcTime(fields.notAfterMs ?? NOT_AFTER_MS)),
      nameOf(fields.subject, fields.organization),
      fields.spki,
      der(TAG.context(3), sequence(...fields.extensions)),
    ),
    issuerKey,
  );

export interface RevocationFields {
  readonly issuer: string;
  /** Serials; none by default. */
  readonly revoked?: readonly number[];
  readonly thisUpdateMs?: number;
  readonly nextUpdateMs?: number;
}

/** A revocation list of AMD's profile (SPEC 3.5). */
export const mintCrl = (fields: RevocationFields, issuerKey: CryptoKey): Promise<Bytes> => {
  const thisUpdateMs = fields.thisUpdateMs ?? NOT_BEFORE_MS;
  const revoked = (fields.revoked ?? []).map((serial) => sequence(integer(serial), utcTime(thisUpdateMs)));
  return signed(
    sequence(
      integer(1),
      fromHex(PSS_SHA384),
      nameOf(fields.issuer),
      utcTime(thisUpdateMs),
      utcTime(fields.nextUpdateMs ?? NOT_AFTER_MS),
      ...(revoked.length > 0 ? [sequence(...revoked)] : []),
    ),
    issuerKey,
  );
};

async function signed(tbs: Bytes, issuerKey: CryptoKey): Promise<Bytes> {
  const algorithm = isEcdsa(issuerKey)
    ? { name: "ECDSA", hash: "SHA-384" }
    : { name: "RSA-PSS", saltLength: 48 };
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, issuerKey, tbs));
  const written = isEcdsa(issuerKey)
    ? sequence(integerOf(signature.subarray(0, 48)), integerOf(signature.subarray(48)))
    : signature;
  return sequence(tbs, algorithmOf(issuerKey), bitString(written));
}

const isEcdsa = ({ algorithm }: CryptoKey): boolean => algorithm.name === "ECDSA";
const algorithmOf = (key: CryptoKey): Bytes => fromHex(isEcdsa(key) ? ECDSA_SHA384 : PSS_SHA384);

const nameOf = (commonName: string, organization = ORGANIZATION): Bytes =>
  sequence(attribute(ORGANIZATION_OID, organization), attribute(OID.commonName, commonName));

const attribute = (type: string, text: string): Bytes =>
  der(TAG.set, sequence(oid(type), der(TAG.utf8String, utf8(text))));

/** An extension that is not critical, or one that is. */
export const extension = (type: string, value: Uint8Array, critical = false): Bytes =>
  sequence(oid(type), ...(critical ? [der(TAG.boolean, u8(0xff))] : []), der(TAG.octetString, value));

/** The two extensions by which an authority is one; the root may sign revocation lists too. */
export const authorityExtensions = (kind: "root" | "intermediate"): readonly Bytes[] => {
  const isAuthority = der(TAG.boolean, u8(0xff));
  const constraints = kind === "root" ? isAuthority : concatBytes(isAuthority, integer(0));
  const usage = kind === "root" ? new Uint8Array([1, 0x06]) : new Uint8Array([2, 0x04]);
  return [
    extension(OID.basicConstraints, sequence(constraints), true),
    extension(OID.keyUsage, der(TAG.bitString, usage), true),
  ];
};
