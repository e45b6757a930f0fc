import type { Transaction } from "@ton/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf, DevWorld } from "../../testing/dev-world.ts";
import { ChainError, type ChainErrorCode } from "../source/error.ts";
import { type ChainSource, idOf, type TransactionId } from "../source/port.ts";
import { agreedNewest } from "./agree.ts";
import { oldestFirst, type WalkFault } from "./walk.ts";

const COUNT = 70;
const worlds: DevWorld[] = [];

/** A source whose pages are not what they should be. */
const altered = (source: ChainSource, pages: (page: Transaction[]) => Transaction[]): ChainSource => ({
  head: () => source.head(),
  account: (address) => source.account(address),
  transactions: async (address, from, limit) => pages(await source.transactions(address, from, limit)),
  run: (address, method, args) => source.run(address, method, args),
  send: (boc) => source.send(boc),
});

/** A source that knows the account's newest transaction of some time ago. */
const behind = (source: ChainSource, last: TransactionId): ChainSource => ({
  ...altered(source, (page) => page),
  account: async (address) => ({ ...(await source.account(address)), last }),
});

const account = addressOf("watched");

async function chain(name: string, count = COUNT): Promise<ChainSource> {
  const world = await DevWorld.open();
  worlds.push(world);
  for (let i = 0; i < count; i++) await world.send({ from: addressOf(name), to: account });
  return world.source;
}

async function walk(source: ChainSource, cursor: TransactionId | null = null): Promise<TransactionId[]> {
  const newest = (await source.account(account)).last as TransactionId;
  const ids: TransactionId[] = [];
  for await (const page of oldestFirst({ source, account, newest, cursor })) ids.push(...page.map(idOf));
  return ids;
}

/** A source that can't tell so many at once, as when somebody has sent the account the largest messages there are. */
const narrow = (source: ChainSource, most: number, code: ChainErrorCode): ChainSource => ({
  ...altered(source, (page) => page),
  transactions: async (address, from, limit) => {
    if (limit > most) throw new ChainError(code);
    return source.transactions(address, from, limit);
  },
});

const fault = (name: WalkFault) => ({ name: "WalkError", fault: name });

describe("an account's history", () => {
  let source: ChainSource;
  let all: TransactionId[];
  beforeAll(async () => {
    source = await chain("one");
    all = await walk(source);
  });
  afterAll(() => Promise.all(worlds.map((world) => world.close())));

  it("is walked whole from nothing, oldest first, over several pages", () => {
    expect(all).toHaveLength(COUNT);
    const ascending = all.toSorted((a, b) => (a.lt < b.lt ? -1 : 1));
    expect(all).toEqual(ascending);
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(COUNT);
  });

  it.each([0, 1, 37, COUNT - 2])("is walked from a cursor at %i", async (at) => {
    expect(await walk(source, all[at] ?? null)).toEqual(all.slice(at + 1));
  });

  it("has nothing new at its newest", async () => {
    expect(await walk(source, all.at(-1) ?? null)).toEqual([]);
  });

  it.each([5, 31])("is the same by pages of %i", async (size) => {
    expect(await walk(altered(source, (page) => page.slice(0, size)))).toEqual(all);
  });

  it.each([
    ["too_large", 1],
    ["timeout", 5],
  ] as const)("is walked also where a whole page is %s for one answer", async (code, most) => {
    expect(await walk(narrow(source, most, code))).toEqual(all);
    await expect(walk(narrow(source, 0, code))).rejects.toMatchObject({ name: "ChainError", code });
  });

  it("with a hole is refused before anything of it is given", async () => {
    const holed = altered(source, (page) => page.filter((_, index) => index !== 5));
    await expect(walk(holed)).rejects.toMatchObject(fault("altered"));
  });

  it("whose page is missing is refused", async () => {
    let pages = 0;
    const cut = altered(source, (page) => (++pages < 2 ? page : []));
    await expect(walk(cut)).rejects.toMatchObject(fault("missing"));
  });

  it("in another order is refused", async () => {
    const shuffled = altered(source, (page) => page.toReversed());
    await expect(walk(shuffled)).rejects.toMatchObject(fault("altered"));
  });

  it("with a transaction of another account in its place is refused", async () => {
    const other = await chain("other", 3);
    const [oldest] = await walk(other);
    const [foreign] = await other.transactions(account, oldest as TransactionId, 1);
    const forged = altered(source, ([first, ...rest]) => [
      first as Transaction,
      foreign as Transaction,
      ...rest,
    ]);
    await expect(walk(forged)).rejects.toMatchObject(fault("altered"));
  });

  it.each([
    ["of another chain", { lt: 1n, hash: "00".repeat(32) }],
    ["with a wrong hash", "hash"],
  ] as const)("does not lead to a cursor %s", async (_, cursor) => {
    const wrong = cursor === "hash" ? { lt: (all[10] as TransactionId).lt, hash: "11".repeat(32) } : cursor;
    await expect(walk(source, wrong)).rejects.toMatchObject(fault("other_history"));
  });

  it("is agreed on up to what the slower of two sources shows", async () => {
    const last = all[40] as TransactionId;
    for (const sources of [[source], [source, source]])
      expect(await agreedNewest(sources, account)).toEqual({ newest: all.at(-1), isBehind: false });
    for (const sources of [
      [source, behind(source, last)],
      [behind(source, last), source],
    ])
      expect(await agreedNewest(sources, account)).toEqual({ newest: last, isBehind: true });
  });

  it("is not agreed on with a source that tells another, whichever of them lies", async () => {
    const other = await chain("two", 5);
    for (const sources of [
      [source, other],
      [other, source],
    ])
      await expect(agreedNewest(sources, account)).rejects.toMatchObject({ name: "WalkError" });
    const forged = behind(source, { lt: (all[40] as TransactionId).lt, hash: "22".repeat(32) });
    await expect(agreedNewest([source, forged], account)).rejects.toMatchObject(fault("other_history"));
  });
});
