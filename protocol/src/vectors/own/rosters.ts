import { type Ed25519Verifier, fromHex, utf8, withSignatures } from "../../bytes/index.ts";
import {
  checkInclusion,
  checkRosterChain,
  checkRosterOrder,
  checkRosterTime,
  epochsToFollow,
  type NodeEntry,
  nodesOf,
  openRoster,
  parseInclusionProof,
  readRoster,
  RosterError,
  type SignedRoster,
} from "../../roster/index.ts";
import { type Judgement, mismatch } from "../public/judgement.ts";
import type { GivenRoster } from "../roster-fixtures.ts";
import type { RosterVectors } from "../roster-vectors.ts";

/** Takes each roster as a client does: form and signature, order, time, chain, then nodes or a proof. */
export const judgeRosters = ({ accept, reject }: RosterVectors): Promise<Judgement>[] => [
  ...accept.map((vector) => {
    const { v: _version, ...header } = JSON.parse(vector.headerJson);
    return judged(`accepts: ${vector.name}`, { hash: vector.hash, header }, vector);
  }),
  ...reject.map((vector) =>
    judged(
      `refuses: ${vector.name} (${vector.clause})`,
      { code: vector.code, clause: vector.clause },
      vector,
    ),
  ),
];

const judged = async (id: string, expected: unknown, vector: GivenRoster): Promise<Judgement> => ({
  id,
  mismatches: mismatch("result", expected, await outcome(vector)),
  otherReason: null,
});

async function outcome(given: GivenRoster): Promise<unknown> {
  try {
    const { hash, header } = await withSignatures((verify) => accepted(given, verify));
    return { hash, header };
  } catch (error) {
    if (error instanceof RosterError) return { code: error.code, clause: `SPEC ${error.clause}` };
    throw error;
  }
}

/** @throws RosterError */
function accepted(
  { header, seen, between = [], index, entry, proof, nowMs }: GivenRoster,
  verify: Ed25519Verifier,
): SignedRoster {
  const roster = openRoster(fromHex(header), verify);
  const before = seen === undefined ? null : openRoster(fromHex(seen), verify);
  if (before) checkRosterOrder(before, roster);
  checkRosterTime(roster, nowMs);
  if (before && before.hash !== roster.hash && epochsToFollow(before, roster) !== null)
    checkRosterChain(
      before,
      between.map((one) => readRoster(fromHex(one))),
      roster,
      verify,
    );
  if (index !== undefined) nodesOf(roster, utf8(index));
  if (entry !== undefined && proof !== undefined)
    checkInclusion(roster, JSON.parse(entry) as NodeEntry, parseInclusionProof(fromHex(proof)));
  return roster;
}
