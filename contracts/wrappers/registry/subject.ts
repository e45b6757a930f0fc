import { isHex, MalformedError } from "@cocoon/protocol/bytes";
import type { Builder, Slice } from "@ton/core";
import { constants } from "../registry.generated.ts";

/** What can stand in a list, by the number it has on chain. */
const KINDS = {
  proxy: Number(constants.KIND_PROXY),
  measurement: Number(constants.KIND_MEASUREMENT),
  model: Number(constants.KIND_MODEL),
  priceCap: Number(constants.KIND_PRICE_CAP),
  rosterKey: Number(constants.KIND_ROSTER_KEY),
  referenceKey: Number(constants.KIND_REFERENCE_KEY),
  nodeKey: Number(constants.KIND_NODE_KEY),
} as const;
export type SubjectKind = keyof typeof KINDS;

/** What is approved or denied. `id` in hex: 48 bytes of a measurement, 32 of everything else. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

const ID_BYTES = 48;
const KEY_BYTES = 32;
/** Kind and id, as the lists are keyed. */
export const SUBJECT_BITS = 8 + 8 * ID_BYTES;
const PADDING = "00".repeat(ID_BYTES - KEY_BYTES);

const byteLength = (kind: SubjectKind): number => (kind === "measurement" ? ID_BYTES : KEY_BYTES);

/** The key of a list's entry, in hex. @throws MalformedError for an id of another length */
export function subjectKey({ kind, id }: Subject): string {
  if (!isHex(id, byteLength(kind)))
    throw new MalformedError(`registry: the id of a ${kind} is not of its length`);
  return KINDS[kind].toString(16).padStart(2, "0") + id.padEnd(2 * ID_BYTES, "0");
}

/** @throws MalformedError for a kind this version does not know */
export function parseSubjectKey(key: string): Subject {
  const number = Number.parseInt(key.slice(0, 2), 16);
  const kind = (Object.keys(KINDS) as SubjectKind[]).find((name) => KINDS[name] === number);
  if (!kind) throw new MalformedError("registry: an entry of unknown kind");
  const padded = key.slice(2);
  if (kind === "measurement") return { kind, id: padded };
  if (!padded.endsWith(PADDING)) throw new MalformedError("registry: an id in another spelling");
  return { kind, id: padded.slice(0, 2 * KEY_BYTES) };
}

export const storeSubject =
  (subject: Subject) =>
  (builder: Builder): Builder =>
    builder.storeUint(BigInt(`0x${subjectKey(subject)}`), SUBJECT_BITS);

export const loadSubject = (slice: Slice): Subject =>
  parseSubjectKey(
    slice
      .loadUintBig(SUBJECT_BITS)
      .toString(16)
      .padStart(SUBJECT_BITS / 4, "0"),
  );
