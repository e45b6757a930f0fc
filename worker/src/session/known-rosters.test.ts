import { Secret, toBase64Url } from "@cocoon/protocol/bytes";
import { NO_ROSTER, openRoster, RosterError, type SignedRoster, signRoster } from "@cocoon/protocol/roster";
import { beforeEach, describe, expect, it } from "vitest";
import { KnownRosters } from "./known-rosters.ts";

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
  new KnownRosters(key, (level, event, fields) => logged.push({ level, event, ...fields }));

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
    expect(known(late, epochs)).toEqual([1, 2]);
    expect(late.conflicts).toHaveLength(1);
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
