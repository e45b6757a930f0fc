import { toHex } from "../bytes/index.ts";
import { isPssSha384, verifyPss } from "./algorithms.ts";
import { type Certificate, type Extension, readExtensions } from "./certificate.ts";
import { bitStringBytes, broken, DerReader, readTimeMs, smallInteger, TAG, unsignedInteger } from "./der.ts";
import { demand, readOr } from "./reasons.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A revocation list; its signature is not checked yet. */
interface RevocationList {
  readonly signed: Bytes;
  readonly signature: Bytes;
  readonly algorithms: readonly [Bytes, Bytes];
  readonly issuer: string;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number;
  /** Serials as certificates state them. */
  readonly revoked: ReadonlySet<string>;
  readonly extensions: ReadonlyMap<string, Extension>;
}

export interface CrlContext {
  /** The verified root: AMD's lists are signed by it, and list what it has signed. */
  readonly root: Certificate;
  readonly intermediate: Certificate;
  readonly nowMs: number;
  readonly maxAgeMs: number | "any";
}

/** Checks the root's revocation list, and the chain against it (SPEC 3.5). @throws EvidenceError */
export async function checkCrl(
  der: Uint8Array,
  { root, intermediate, nowMs, maxAgeMs }: CrlContext,
): Promise<void> {
  const list = parseCrl(der);
  demand(list.issuer === root.subject, "crl_signature");
  demand(await verifyPss(root.spki, list.signature, list.signed), "crl_signature");
  const current = list.thisUpdateMs <= nowMs && nowMs <= list.nextUpdateMs;
  demand(current && (maxAgeMs === "any" || nowMs - list.thisUpdateMs <= maxAgeMs), "crl_stale");
  demand(!list.revoked.has(intermediate.serial) && !list.revoked.has(root.serial), "revoked");
}

/**
 * When a list was issued and until when it holds, in Unix milliseconds; by its word alone.
 * @throws EvidenceError crl_signature
 */
export function crlTimes(der: Uint8Array): Pick<RevocationList, "thisUpdateMs" | "nextUpdateMs"> {
  const { thisUpdateMs, nextUpdateMs } = parseCrl(der);
  return { thisUpdateMs, nextUpdateMs };
}

/** A list that can't be read is no list of the root's: the same code as for a false signature. */
function parseCrl(der: Uint8Array): RevocationList {
  const list = readOr("crl_signature", () => readCrl(new Uint8Array(der)));
  const [inner, outer] = list.algorithms;
  demand(isPssSha384(inner) && toHex(inner) === toHex(outer), "crl_signature");
  // A critical extension narrows what the list is about, for instance to a part of the serials.
  for (const { critical } of list.extensions.values()) demand(!critical, "crl_signature");
  return list;
}

function readCrl(der: Bytes): RevocationList {
  const file = new DerReader(der);
  const outer = file.inside(TAG.sequence);
  file.end();
  const tbs = outer.element(TAG.sequence);
  const outerAlgorithm = outer.element(TAG.sequence).whole;
  const signature = bitStringBytes(outer.content(TAG.bitString));
  outer.end();

  const body = new DerReader(tbs.content);
  if (smallInteger(body.content(TAG.integer)) !== 1) throw broken();
  const innerAlgorithm = body.element(TAG.sequence).whole;
  const issuer = toHex(body.element(TAG.sequence).whole);
  const thisUpdateMs = readTimeMs(body);
  const nextUpdateMs = readTimeMs(body);
  const revoked = body.next === TAG.sequence ? readRevoked(body.inside(TAG.sequence)) : new Set<string>();
  const extensions =
    body.next === null ? new Map<string, Extension>() : readExtensions(body.inside(TAG.context(0)));
  body.end();
  const algorithms = [innerAlgorithm, outerAlgorithm] as const;
  return {
    signed: tbs.whole,
    signature,
    algorithms,
    issuer,
    thisUpdateMs,
    nextUpdateMs,
    revoked,
    extensions,
  };
}

function readRevoked(list: DerReader): Set<string> {
  const serials = new Set<string>();
  while (list.next !== null) {
    const entry = list.inside(TAG.sequence);
    serials.add(toHex(unsignedInteger(entry.content(TAG.integer))));
    readTimeMs(entry);
    if (entry.next !== null) entry.content(TAG.sequence);
    entry.end();
  }
  return serials;
}
