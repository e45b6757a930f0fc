import { Secret, toHex } from "../bytes/index.ts";
import {
  encodeNodeIndex,
  type NodeEntry,
  NO_ROSTER,
  ROSTER_REASONS,
  type RosterHeader,
  type RosterReasonCode,
  RosterTree,
  type SignedRoster,
  signRoster,
} from "../roster/index.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";

export const ROSTER_KEY = new Secret<Uint8Array>(fixedBytes("roster key", 32));
export const MINUTE_MS = 60_000;

/** What a client is given: everything in hex but JSON, which is text. */
export interface GivenRoster {
  readonly header: string;
  /** The header that the client accepted last, and those between. */
  readonly seen?: string;
  readonly between?: readonly string[];
  readonly index?: string;
  readonly entry?: string;
  readonly proof?: string;
  readonly nowMs: number;
}

export interface RefusedRoster extends GivenRoster {
  readonly name: string;
  readonly clause: string;
  readonly code: RosterReasonCode;
}

export const nodeEntry = (name: string, changes: Partial<NodeEntry> = {}): NodeEntry => ({
  keyId: toHex(fixedBytes(`roster ${name} key id`, 32)),
  chipId: toHex(fixedBytes(`roster ${name} chip`, 64)),
  operator: `operator-${name}`,
  expiresMs: NOW_MS + 3_600_000,
  offers: '[{"model":"cocoon-demo","manifest":"00","price":"1/1/1"}]',
  offersSignature: "AA",
  ...changes,
});

const nodes = (count: number): NodeEntry[] =>
  Array.from({ length: count }, (_, index) => nodeEntry(`${index}`));

/** The index as text, and the entries in its order. */
export function listing(count: number) {
  const entries = nodes(count).toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
  return {
    entries,
    tree: new RosterTree(entries),
    index: new TextDecoder().decode(encodeNodeIndex(entries)),
  };
}

type Changes = Partial<Omit<RosterHeader, "key">>;

/** The epoch after `before` over so many nodes. */
export const epochAfter = (
  before: SignedRoster | null,
  count: number,
  changes: Changes = {},
  key = ROSTER_KEY,
): SignedRoster =>
  signRoster(
    {
      ...listing(count).tree.commitment,
      epoch: (before?.header.epoch ?? 0) + 1,
      timeMs: NOW_MS - MINUTE_MS,
      previous: before?.hash ?? NO_ROSTER,
      ...changes,
    },
    key,
  );

export type Context = Omit<Partial<GivenRoster>, "seen" | "between" | "header"> & {
  readonly seen?: SignedRoster;
  readonly between?: readonly SignedRoster[];
};

const hexOf = ({ signed }: SignedRoster): string => toHex(signed);

export const given = (
  header: SignedRoster | Uint8Array,
  { seen, between, ...context }: Context = {},
): GivenRoster => ({
  header: header instanceof Uint8Array ? toHex(header) : hexOf(header),
  ...(seen && { seen: hexOf(seen) }),
  ...(between && { between: between.map(hexOf) }),
  nowMs: NOW_MS,
  ...context,
});

export const refused = (name: string, code: RosterReasonCode, roster: GivenRoster): RefusedRoster => ({
  name,
  clause: `SPEC ${ROSTER_REASONS[code].clause}`,
  code,
  ...roster,
});
