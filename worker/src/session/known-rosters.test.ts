import { Secret, toBase64Url } from "@cocoon/protocol/bytes";
import { NO_ROSTER, openRoster, RosterError, type SignedRoster, signRoster } from "@cocoon/protocol/roster";
import { beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.ts";
import { KnownRosters } from "./known-rosters.ts";

const NOW_MS = 1_000_000;

const KEY = new Secret(new Uint8Array(32).fill(1));
const ANOTHER_KEY = new Secret(new Uint8Array(32).fill(2));

/** `count` epochs of one chain; `fork` makes another chain that branches off after `after`. */
function chain(count: number, root = "aa", key = KEY, before: readonly SignedRoster[] = []): SignedRoster[] {
  const epochs = [...before];
  while (epochs.length < count)
    epochs.push(
      signRoster(
        {
          epoch: epochs.length + 1,
          timeMs: 1_000 * epochs.length,
          count: 1,
          root: root.repeat(32),
          previous: epochs.at(-1)?.hash ?? NO_ROSTER,
        },
        key,
      ),
    );
  return epochs;
}

let logged: Record<string, unknown>[] = [];
beforeEach(() => {
  logged = [];
});
const memory = (key: string | null = null) =>
  new KnownRosters(key, new ManualClock(NOW_MS), (level, event, fields) =>
    logged.push({ level, event, ...fields }),
  );

function told(rosters: readonly SignedRoster[], known = memory()): KnownRosters {
  for (const { signed } of rosters) known.take(signed);
  return known;
}
const known = (rosters: KnownRosters, chained: readonly SignedRoster[]) =>
  chained.flatMap(({ hash, header }) => (rosters.has(hash) ? [header.epoch] : []));

describe("the rosters that a worker knows", () => {
  it("are those of the last six epochs, however often they are told", () => {
    const epochs = chain(8);
    const rosters = told([...epochs, ...epochs.slice(2), ...epochs.slice(5)]);
    expect(known(rosters, epochs)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(rosters.has("00".repeat(32))).toBe(false);
    expect(logged).toEqual([]);
  });

  it("may be told out of order, as by two proxies", () => {
    const epochs = chain(6);
    expect(known(told(epochs.toReversed()), epochs)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(logged).toEqual([]);
  });

  it("have one key: the one first shown", () => {
    const foreign = chain(3, "aa", ANOTHER_KEY);
    const epochs = chain(2);
    const rosters = told([...epochs, ...foreign]);
    expect(known(rosters, foreign)).toEqual([]);
    expect(known(rosters, epochs)).toEqual([1, 2]);
    expect(logged).toContainEqual({ level: "warn", event: "roster_refused", code: "roster_key_changed" });
  });

  it("have the key that the operator names, whatever is shown first", () => {
    const [own] = chain(1) as [SignedRoster];
    const rosters = told([...chain(1, "aa", ANOTHER_KEY), own], memory(own.header.key));
    expect(rosters.has(own.hash)).toBe(true);
    expect(logged).toHaveLength(1);
  });

  it("are one for each epoch: a second one is refused and both are kept as proof", () => {
    const epochs = chain(3);
    const forked = chain(3, "bb", KEY, epochs.slice(0, 2)).at(-1) as SignedRoster;
    const rosters = told([...epochs, forked]);
    expect(rosters.has(forked.hash)).toBe(false);
    expect(rosters.has((epochs.at(-1) as SignedRoster).hash)).toBe(true);
    const [conflict] = rosters.conflicts;
    expect([conflict?.first.hash, conflict?.second.hash]).toEqual([epochs.at(-1)?.hash, forked.hash]);
    expect(logged).toEqual([
      {
        level: "error",
        event: "roster_refused",
        code: "roster_equivocated",
        first: toBase64Url((epochs.at(-1) as SignedRoster).signed),
        second: toBase64Url(forked.signed),
      },
    ]);
    for (const side of [conflict?.first, conflict?.second])
      expect(openRoster(side?.signed ?? new Uint8Array()).header.epoch).toBe(3);
  });

  it("follow from each other: the next epoch of another chain is as good a proof", () => {
    const epochs = chain(3);
    const [, , , other] = chain(4, "bb") as [SignedRoster, SignedRoster, SignedRoster, SignedRoster];
    const rosters = told([...epochs, other]);
    expect(rosters.has(other.hash)).toBe(false);
    expect(rosters.conflicts.map(({ first, second }) => [first.hash, second.hash])).toEqual([
      [epochs.at(-1)?.hash, other.hash],
    ]);
    // The same when the older one comes later.
    const late = told([other, ...epochs]);
    expect(known(late, [...epochs, other])).toEqual([4]);
    expect(late.conflicts).toHaveLength(1);
  });

  it("become known whatever order two proxies tell them in, once no gap is left", () => {
    const epochs = chain(12);
    const at = (...numbers: readonly number[]) => numbers.map((epoch) => epochs[epoch - 1] as SignedRoster);
    // One proxy tells the newest first; then another, which is behind, tells those between.
    const rosters = told(at(4, 7));
    expect(known(rosters, epochs)).toEqual([4]);
    told(at(6), rosters);
    expect(known(rosters, epochs)).toEqual([4]);
    told(at(5), rosters);
    expect(known(rosters, epochs)).toEqual([4, 5, 6, 7]);
    told(at(2), rosters);
    expect(known(rosters, epochs)).toEqual([4, 5, 6, 7]);
    told(at(3), rosters);
    expect(known(rosters, epochs)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(logged).toEqual([]);
  });

  it.each([1, 2, 5, 6, 7, 9, 11, 12, 40])("are the last six again after %i epochs were missed", (missed) => {
    const epochs = chain(4 + missed);
    const rosters = told(epochs.slice(0, 4));
    told(epochs.slice(-6), rosters);
    expect(known(rosters, epochs)).toEqual(epochs.slice(-6).map(({ header }) => header.epoch));
    expect(logged).toEqual([]);
  });

  it("are of one chain: no two stand side by side", () => {
    const [one, other] = [chain(7), chain(7, "bb")];
    const take = (rosters: KnownRosters, fork: readonly SignedRoster[], epoch: number) =>
      told(fork.slice(epoch - 1, epoch), rosters);
    const rosters = take(take(take(memory(), one, 1), other, 3), one, 5);
    expect([known(rosters, one), known(rosters, other)]).toEqual([[1], []]);
    take(rosters, one, 2);
    expect(logged.map(({ code }) => code)).toEqual(["roster_equivocated"]);
    expect(rosters.conflicts.map(({ first, second }) => [first.hash, second.hash])).toEqual([
      [other[2]?.hash, one[1]?.hash],
    ]);
    take(rosters, other, 7);
    expect([known(rosters, one), known(rosters, other)]).toEqual([[], [7]]);
  });

  it.each([
    ["of a far epoch that had no time to come", Number.MAX_SAFE_INTEGER, NOW_MS, "roster_chain_broken"],
    ["of six epochs later, a millisecond too early", 9, 2_000 + 599, "roster_chain_broken"],
    ["dated ahead", 4, NOW_MS + 5 * 60_000 + 1, "roster_not_yet_valid"],
  ])("are not put out by one header %s", (_, epoch, timeMs, code) => {
    const epochs = chain(5);
    const rosters = told(epochs.slice(0, 3));
    const last = epochs[2] as SignedRoster;
    const { key: _key, ...header } = last.header;
    told([signRoster({ ...header, epoch, timeMs, previous: last.hash }, KEY)], rosters);
    expect(logged).toEqual([{ level: "warn", event: "roster_refused", code }]);
    told(epochs.slice(3), rosters);
    expect(known(rosters, epochs)).toEqual([1, 2, 3, 4, 5]);
    expect(logged).toHaveLength(1);
  });

  it("may be dated five minutes ahead, and follow at the least distance", () => {
    const rosters = told(chain(3));
    const header = { count: 1, root: "aa".repeat(32), previous: "bb".repeat(32) };
    const later = signRoster({ ...header, epoch: 9, timeMs: 2_000 + 600 }, KEY);
    const ahead = signRoster(
      { ...header, epoch: 10, timeMs: NOW_MS + 5 * 60_000, previous: later.hash },
      KEY,
    );
    expect(known(told([later, ahead], rosters), [later, ahead])).toEqual([9, 10]);
  });

  it("never go back, and keep a few proofs only", () => {
    const epochs = chain(9);
    const rosters = told([...epochs.slice(3), ...epochs.slice(0, 3)]);
    expect(known(rosters, epochs)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(logged.map(({ code }) => code)).toEqual(Array(3).fill("roster_rolled_back"));
    for (let i = 0; i < 20; i++) {
      const root = (16 + i).toString(16);
      told([chain(9, root, KEY, epochs.slice(0, 8)).at(-1) as SignedRoster], rosters);
    }
    expect(rosters.conflicts).toHaveLength(8);
  });

  it("are signed: a changed bit is none, and what is no header ends the link", () => {
    const [first] = chain(1) as [SignedRoster];
    const forged = first.signed.with(3, (first.signed[3] as number) ^ 1);
    const rosters = memory();
    rosters.take(forged);
    expect(logged).toEqual([{ level: "warn", event: "roster_refused", code: "roster_signature" }]);
    expect(rosters.has(first.hash)).toBe(false);
    expect(() => rosters.take(new Uint8Array(3))).toThrow(RosterError);
  });
});
