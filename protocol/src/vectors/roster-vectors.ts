import { concatBytes, label, Secret, signEd25519, toHex, utf8 } from "../bytes/index.ts";
import {
  encodeInclusionProof,
  type InclusionProof,
  NO_ROSTER,
  ROSTER_CATCH_UP,
  ROSTER_PACE_MS,
  type SignedRoster,
} from "../roster/index.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";
import {
  type Context,
  epochAfter,
  given,
  type GivenRoster,
  listing,
  MINUTE_MS,
  refused,
  type RefusedRoster,
  ROSTER_KEY,
} from "./roster-fixtures.ts";
import { indexRejects, proofRejects } from "./roster-tree-vectors.ts";

const ANOTHER_KEY = new Secret<Uint8Array>(fixedBytes("another roster key", 32));
const LABEL = "cocoon/v1 roster";
const SIGNATURE_BYTES = 64;

export interface AcceptedRoster extends GivenRoster {
  readonly name: string;
  readonly clause: string;
  readonly headerJson: string;
  readonly hash: string;
}

function chainOf(...counts: readonly number[]): SignedRoster[] {
  const chain: SignedRoster[] = [];
  for (const count of counts) chain.push(epochAfter(chain.at(-1) ?? null, count));
  return chain;
}

const jsonOf = ({ signed }: SignedRoster): string =>
  new TextDecoder().decode(signed.subarray(SIGNATURE_BYTES));

/** Signs any text, for headers that no honest tool spells so. */
const signText = (text: string, labelText = LABEL, key = ROSTER_KEY): Uint8Array =>
  concatBytes(signEd25519(concatBytes(label(labelText), utf8(text)), key.reveal()), utf8(text));

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] as number) ^ 1);

/** Makes `roster.json`: everything from fixed keys, so that anyone can make it again. */
export function rosterVectors() {
  const chain = chainOf(0, 1, 3, 4);
  const [first, second, third, fourth] = chain as [SignedRoster, SignedRoster, SignedRoster, SignedRoster];
  const accept = (
    name: string,
    clause: string,
    roster: SignedRoster,
    context: Context = {},
  ): AcceptedRoster => ({
    name,
    clause: `SPEC ${clause}`,
    headerJson: jsonOf(roster),
    hash: roster.hash,
    ...given(roster, context),
  });
  return {
    signKey: toHex(ROSTER_KEY.reveal()),
    accept: [
      accept("the first epoch, of no nodes", "7.6", first, { index: listing(0).index }),
      accept("one node", "7.7", second, { index: listing(1).index }),
      ...[3, 4, 5, 7, 8, 9].map((count) =>
        accept(`${count} nodes`, "7.7", epochAfter(first, count), { index: listing(count).index }),
      ),
      ...provedEntries().map(({ name, roster, entry, proof }) =>
        accept(name, "7.7", roster, { entry, proof }),
      ),
      accept("the same header again", "7.8", third, { seen: third }),
      accept("the next epoch", "7.8", third, { seen: second, between: [] }),
      accept("after two epochs that were missed", "7.8", fourth, { seen: first, between: [second, third] }),
      accept("after more epochs than are fetched, which had their time", "7.8", ...farFrom(first, 0)),
      accept("signed thirty minutes ago", "7.8", first, { nowMs: first.header.timeMs + 30 * MINUTE_MS }),
      accept("signed by a clock five minutes ahead", "7.8", first, {
        nowMs: first.header.timeMs - 5 * MINUTE_MS,
      }),
    ],
    reject: [
      ...formRejects(first, second),
      ...orderRejects(chain),
      ...indexRejects(epochAfter(first, 3)),
      ...proofRejects(epochAfter(first, 5)),
    ],
  };
}
export type RosterVectors = ReturnType<typeof rosterVectors>;

/** The first epoch that is too far from `seen` for its chain to be fetched, dated when it may be, and when it is looked at. */
function farFrom(seen: SignedRoster, lateMs: number): [SignedRoster, Context & { readonly nowMs: number }] {
  const timeMs = seen.header.timeMs + (ROSTER_CATCH_UP + 1) * ROSTER_PACE_MS + lateMs;
  const epoch = seen.header.epoch + ROSTER_CATCH_UP + 2;
  return [epochAfter(seen, 3, { epoch, timeMs }), { seen, nowMs: timeMs }];
}

/** Each leaf of a tree whose last level is not full. */
function provedEntries() {
  const { entries, tree } = listing(5);
  const roster = epochAfter(null, 5);
  return entries.map((entry, place) => ({
    name: `a proof of the node at place ${place} of 5`,
    roster,
    entry: JSON.stringify(entry),
    proof: toHex(encodeInclusionProof(tree.prove(entry.keyId) as InclusionProof)),
  }));
}

function formRejects(first: SignedRoster, second: SignedRoster): RefusedRoster[] {
  const json = jsonOf(second);
  const spelled = (name: string, text: string) =>
    refused(name, "roster_malformed", given(text === json ? new Uint8Array() : signText(text)));
  const forged = (name: string, bytes: Uint8Array) => refused(name, "roster_signature", given(bytes));
  return [
    refused("no header", "roster_malformed", given(new Uint8Array())),
    refused("a signature alone", "roster_malformed", given(second.signed.subarray(0, SIGNATURE_BYTES))),
    spelled("a field too many", json.replace("}", ',"more":1}')),
    spelled("a field missing", json.replace(/"count":\d+,/, "")),
    spelled("fields in another order", json.replace(/("epoch":2),("timeMs":\d+)/, "$2,$1")),
    spelled("white space", json.replace(":", ": ")),
    spelled("version 2 of the protocol", json.replace('"v":1', '"v":2')),
    spelled("epoch 0", json.replace('"epoch":2', '"epoch":0')),
    spelled("a number with an exponent", json.replace('"epoch":2', '"epoch":2e0')),
    spelled("more nodes than a list may have", json.replace('"count":1', '"count":4097')),
    spelled("a root in capitals", json.replace(second.header.root, second.header.root.toUpperCase())),
    spelled("a second epoch that follows from nothing", json.replace(first.hash, NO_ROSTER)),
    spelled("a first epoch that follows from another", json.replace('"epoch":2', '"epoch":1')),
    spelled("more than 512 bytes", json.replace("}", `${" ".repeat(300)}}`)),
    forged("a bit of the signature changed", flipped(second.signed, 10)),
    forged("a digit of the header changed", flipped(second.signed, second.signed.length - 3)),
    forged("signed by another key than it names", signText(json, LABEL, ANOTHER_KEY)),
    forged("signed as something else", signText(json, "cocoon/v1 offers")),
  ];
}

function orderRejects(chain: readonly SignedRoster[]): RefusedRoster[] {
  const [first, second, third, fourth] = chain as [SignedRoster, SignedRoster, SignedRoster, SignedRoster];
  const forked = epochAfter(first, 9);
  const afterFork = epochAfter(forked, 3);
  const early = epochAfter(second, 3, { timeMs: second.header.timeMs - 1 });
  return [
    refused(
      "another key",
      "roster_key_changed",
      given(epochAfter(null, 3, {}, ANOTHER_KEY), { seen: first }),
    ),
    refused("an epoch before the one seen", "roster_rolled_back", given(second, { seen: third })),
    refused("another header of the epoch seen", "roster_equivocated", given(forked, { seen: second })),
    refused(
      "the same nodes under another header",
      "roster_equivocated",
      given(epochAfter(first, 1, { timeMs: NOW_MS }), { seen: second }),
    ),
    refused("a next epoch of another chain", "roster_equivocated", given(afterFork, { seen: second })),
    refused(
      "a chain that leaves out what was seen",
      "roster_equivocated",
      given(epochAfter(afterFork, 1), { seen: second, between: [afterFork] }),
    ),
    refused("an epoch left out", "roster_chain_broken", given(fourth, { seen: first, between: [third] })),
    refused("more epochs than had their time", "roster_chain_broken", given(...farFrom(first, -1))),
    refused("no epochs where two were missed", "roster_chain_broken", given(fourth, { seen: first })),
    refused(
      "epochs out of order",
      "roster_chain_broken",
      given(fourth, { seen: first, between: [third, second] }),
    ),
    refused(
      "an epoch of another chain",
      "roster_chain_broken",
      given(fourth, { seen: second, between: [afterFork] }),
    ),
    refused("signed before the epoch before it", "roster_chain_broken", given(early, { seen: second })),
    refused(
      "more than five minutes ahead",
      "roster_not_yet_valid",
      given(first, { nowMs: first.header.timeMs - 5 * MINUTE_MS - 1 }),
    ),
    refused(
      "older than thirty minutes",
      "roster_stale",
      given(first, { nowMs: first.header.timeMs + 30 * MINUTE_MS + 1 }),
    ),
  ];
}
