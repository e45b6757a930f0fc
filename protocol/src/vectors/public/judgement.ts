/** Something a vector expects and the code gives otherwise. */
export interface Mismatch {
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** What came of one vector. */
export interface Judgement {
  readonly id: string;
  /** Each makes the vector fail. */
  readonly mismatches: readonly Mismatch[];
  /** A rejection for a reason that the vector names neither first nor as acceptable; fails only under strict reasons. */
  readonly otherReason: Mismatch | null;
}

/** Compared as JSON, in which the vectors are written: an absent field and an undefined one are the same. */
export function mismatch(what: string, expected: unknown, got: unknown): Mismatch[] {
  return canonical(expected) === canonical(got) ? [] : [{ what, expected, got }];
}

const canonical = (value: unknown): string => JSON.stringify(sortedKeys(value)) ?? "";

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedKeys(inner)]));
}

/** Whether a rejection's reason is the first that a vector names, or one that it accepts beside it. */
export function reasonMismatch(
  {
    reason,
    also = [],
  }: { readonly reason: string | undefined; readonly also?: readonly string[] | undefined },
  got: string,
): Mismatch | null {
  const acceptable = reason === undefined ? [] : [reason, ...also];
  return acceptable.length === 0 || acceptable.includes(got)
    ? null
    : { what: "reason", expected: acceptable, got };
}

/** Reads a file that a manifest names, from the manifest's own folder. */
export type ReadVectorFile = (name: string) => Uint8Array;
