import { PSS_SHA384 } from "../attestation/algorithms.ts";
import { OID } from "../attestation/certificate.ts";
import { TAG } from "../attestation/der.ts";
import { concatBytes, fromHex, u8, utf8 } from "../bytes/index.ts";
import { bitString, der, integer, oid, sequence, utcTime } from "./der-writer.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Stands in every certificate, so that nobody takes one for AMD's. */
const ORGANIZATION = "SIMULATED - NOT AMD";
const ORGANIZATION_OID = "55040a";

export const NOT_BEFORE_MS = Date.UTC(2024, 0, 1);
export const NOT_AFTER_MS = Date.UTC(2049, 0, 1);

export interface CertificateFields {
  readonly serial: number;
  /** Common names. */
  readonly issuer: string;
  readonly subject: string;
  readonly spki: Uint8Array;
  readonly extensions: readonly Uint8Array[];
  readonly notAfterMs?: number;
}

/** An X.509 certificate of AMD's profile (SPEC 3.4). @param issuerKey RSA-PSS with SHA-384, 4096 bits */
export const mintCertificate = (fields: CertificateFields, issuerKey: CryptoKey): Promise<Bytes> =>
  signed(
    sequence(
      der(TAG.context(0), integer(2)),
      integer(fields.serial),
      fromHex(PSS_SHA384),
      nameOf(fields.issuer),
      sequence(utcTime(NOT_BEFORE_MS), utcTime(fields.notAfterMs ?? NOT_AFTER_MS)),
      nameOf(fields.subject),
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
  const signature = await crypto.subtle.sign({ name: "RSA-PSS", saltLength: 48 }, issuerKey, tbs);
  return sequence(tbs, fromHex(PSS_SHA384), bitString(new Uint8Array(signature)));
}

const nameOf = (commonName: string): Bytes =>
  sequence(attribute(ORGANIZATION_OID, ORGANIZATION), attribute(OID.commonName, commonName));

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
