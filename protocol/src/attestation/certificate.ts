import { fromUtf8, toHex } from "../bytes/index.ts";
import { isPssSha384 } from "./algorithms.ts";
import {
  bitStringBytes,
  booleanTrue,
  broken,
  DerReader,
  readTimeMs,
  smallInteger,
  TAG,
  unsignedInteger,
} from "./der.ts";
import { demand, readOr } from "./reasons.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Object identifiers by their content octets in hex. */
export const OID = {
  commonName: "550403",
  keyUsage: "551d0f",
  basicConstraints: "551d13",
  /** TCG DICE, 2.23.133.5.4.1 and below it: what firmware a key was made for. */
  diceCompositeId: "678105050401",
  diceTcbInfo: "67810505040101",
} as const;

export interface Extension {
  readonly critical: boolean;
  readonly value: Bytes;
}

/** An X.509 certificate, parsed strictly; its signature is not checked yet. */
export interface Certificate {
  /** What the issuer signed. */
  readonly signed: Bytes;
  readonly signature: Bytes;
  /** Both AlgorithmIdentifiers, inner and outer. */
  readonly algorithms: readonly [Bytes, Bytes];
  readonly version: number;
  /** Lower-case hex, minimal. */
  readonly serial: string;
  /** DER of the names in hex: compared byte by byte. */
  readonly issuer: string;
  readonly subject: string;
  /** Empty when the subject has none, or more than one. */
  readonly commonName: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly spki: Bytes;
  /** By object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** @throws EvidenceError cert_parse */
export const parseCertificate = (der: Uint8Array): Certificate =>
  readOr("cert_parse", () => readCertificate(der));

/** @throws MalformedError */
export function readCertificate(der: Uint8Array): Certificate {
  const file = new DerReader(new Uint8Array(der));
  const outer = file.inside(TAG.sequence);
  file.end();
  const tbs = outer.element(TAG.sequence);
  const outerAlgorithm = outer.element(TAG.sequence).whole;
  const signature = bitStringBytes(outer.content(TAG.bitString));
  outer.end();

  const body = new DerReader(tbs.content);
  const version = readVersion(body);
  const serial = toHex(unsignedInteger(body.content(TAG.integer)));
  const innerAlgorithm = body.element(TAG.sequence).whole;
  const issuer = toHex(body.element(TAG.sequence).whole);
  const validity = body.inside(TAG.sequence);
  const notBeforeMs = readTimeMs(validity);
  const notAfterMs = readTimeMs(validity);
  validity.end();
  const subject = body.element(TAG.sequence);
  const spki = body.element(TAG.sequence).whole;
  const extensions =
    body.next === null ? new Map<string, Extension>() : readExtensions(body.inside(TAG.context(3)));
  body.end();
  return {
    signed: tbs.whole,
    signature,
    algorithms: [innerAlgorithm, outerAlgorithm],
    version,
    serial,
    issuer,
    subject: toHex(subject.whole),
    commonName: commonNameOf(subject.content),
    notBeforeMs,
    notAfterMs,
    spki,
    extensions,
  };
}

/** Version 1 is a default, so its field is absent. */
function readVersion(body: DerReader): number {
  if (body.next !== TAG.context(0)) return 1;
  const explicit = body.inside(TAG.context(0));
  const version = smallInteger(explicit.content(TAG.integer)) + 1;
  explicit.end();
  return version;
}

function commonNameOf(name: Bytes): string {
  const parts = new DerReader(name);
  const found: string[] = [];
  while (parts.next !== null) {
    const set = parts.inside(TAG.set);
    const attribute = set.inside(TAG.sequence);
    set.end();
    const type = toHex(attribute.content(TAG.oid));
    const { content } = attribute.any();
    attribute.end();
    if (type === OID.commonName) found.push(fromUtf8(content));
  }
  return found.length === 1 ? (found[0] as string) : "";
}

/** `[3] { SEQUENCE OF { oid, critical DEFAULT FALSE, OCTET STRING } }`, of a certificate or of a revocation list. */
export function readExtensions(explicit: DerReader): Map<string, Extension> {
  const list = explicit.inside(TAG.sequence);
  explicit.end();
  const extensions = new Map<string, Extension>();
  while (list.next !== null) {
    const entry = list.inside(TAG.sequence);
    const oid = toHex(entry.content(TAG.oid));
    const critical = entry.next === TAG.boolean && booleanTrue(entry.content(TAG.boolean));
    const value = entry.content(TAG.octetString);
    entry.end();
    if (extensions.has(oid)) throw broken();
    extensions.set(oid, { critical, value });
  }
  return extensions;
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.keyUsage, OID.basicConstraints]);

/** The profile that all of AMD's certificates share (SPEC 3.4). @throws EvidenceError cert_profile */
export function checkProfile(certificate: Certificate): void {
  const [inner, outer] = certificate.algorithms;
  demand(isPssSha384(inner) && toHex(inner) === toHex(outer) && isUnderstood(certificate), "cert_profile");
}

/** Of version 3, and demanding nothing that this verifier does not check. */
export const isUnderstood = ({ version, extensions }: Certificate): boolean =>
  version === 3 && [...extensions].every(([oid, { critical }]) => !critical || UNDERSTOOD.has(oid));
