import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateEd25519, Secret, utf8 } from "../bytes/index.ts";
import {
  checkInclusion,
  encodeHeaded,
  encodeInclusionProof,
  encodeNodeIndex,
  encodeRosterPage,
  type InclusionProof,
  type NodeEntry,
  NO_ROSTER,
  nodesOf,
  openRoster,
  parseHeaded,
  parseInclusionProof,
  parseRosterPage,
  readRoster,
  RosterError,
  RosterTree,
  signRoster,
} from "./index.ts";

const key = new Secret<Uint8Array>(generateEd25519().secretKey);

const entry = (index: number): NodeEntry => ({
  keyId: index.toString(16).padStart(64, "0"),
  chipId: (index + 1).toString(16).padStart(128, "0"),
  operator: "operator",
  expiresMs: 1,
  offers: "[]",
  offersSignature: "AA",
});
const entries = Array.from({ length: 6 }, (_, index) => entry(index));
const tree = new RosterTree(entries);
const roster = signRoster({ ...tree.commitment, epoch: 1, timeMs: 1, previous: NO_ROSTER }, key);
const index = encodeNodeIndex(entries);

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const at = Math.floor(bit / 8) % bytes.length;
  return new Uint8Array(bytes).with(at, (bytes[at] as number) ^ (1 << (bit % 8)));
};

/** Whether it ends in a RosterError; any other error fails the test. */
function refuses(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(RosterError);
    return true;
  }
}

const bits = fc.nat({ max: 1 << 20 });

describe("any single changed bit", () => {
  it("of a header is refused", () => {
    fc.assert(
      fc.property(bits, (bit) => refuses(() => openRoster(flipped(roster.signed, bit)))),
      { numRuns: 200 },
    );
  });

  it("of a node index is refused", () => {
    fc.assert(fc.property(bits, (bit) => refuses(() => nodesOf(roster, flipped(index, bit)))));
  });

  it("of an inclusion proof is refused", () => {
    const proof = encodeInclusionProof(tree.prove(entry(3).keyId) as InclusionProof);
    fc.assert(
      fc.property(bits, (bit) =>
        refuses(() => checkInclusion(roster, entry(3), parseInclusionProof(flipped(proof, bit)))),
      ),
      { numRuns: 300 },
    );
  });
});

describe("whatever bytes come", () => {
  const parsers = { openRoster, readRoster, parseHeaded, parseInclusionProof, parseRosterPage };

  it.each(Object.entries(parsers))("%s throws nothing but its own error", (_, parse) => {
    const page = encodeRosterPage([roster, roster]);
    const seeds = [roster.signed, encodeHeaded(roster, index), page, utf8('{"v":1}')];
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.array(bits, { maxLength: 4 }), fc.nat(2_000))
      .map(([seed, changes, cut]) => changes.reduce<Uint8Array>(flipped, seed).subarray(0, cut));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 700 }), mutated), (bytes) => {
        refuses(() => parse(bytes));
      }),
      { numRuns: 300 },
    );
  });
});
