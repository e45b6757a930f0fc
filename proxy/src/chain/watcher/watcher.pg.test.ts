import { DevChainClient } from "@cocoon/contracts/devchain";
import { encodeRequestClose, encodeSignedCharge } from "@cocoon/contracts/escrow";
import { chainCursor, escrowAt } from "@cocoon/db/chain";
import { migrate } from "@cocoon/db/connection";
import { accountOfIdentity } from "@cocoon/db/identities";
import { balance, balanceDrift, escrowDrift, totals } from "@cocoon/db/ledger";
import { type FreshDatabase, freshDatabase } from "@cocoon/db/testing";
import type { Address, Cell, Transaction } from "@ton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log } from "../../log.ts";
import { Metrics } from "../../metrics.ts";
import { addressOf, DevWorld, ton } from "../../testing/dev-world.ts";
import { ChainError } from "../source/error.ts";
import type { ChainSource } from "../source/port.ts";
import { TonClientSource } from "../source/ton-client.ts";
import { TreasuryBooks } from "./treasury-books.ts";
import { type Books, catchUp, Watcher } from "./watcher.ts";

const [ann, bob, eve] = ["ann", "bob", "eve"].map(addressOf) as [Address, Address, Address];
const LIMIT = { dailyLimitNanoton: ton("5"), payerKey: null };

class Crash extends Error {}

/** Lets the first `calls` calls through any of its parts pass and ends the next one, before or after it took effect. */
class CrashAfter {
  #left: number;
  readonly #moment: "before" | "after";

  constructor(calls: number, moment: "before" | "after") {
    this.#left = calls;
    this.#moment = moment;
  }

  source = (source: ChainSource): ChainSource => ({
    head: () => this.#call(() => source.head()),
    account: (address) => this.#call(() => source.account(address)),
    transactions: (...page) => this.#call(() => source.transactions(...page)),
    run: (...method) => this.#call(() => source.run(...method)),
    send: (boc) => this.#call(() => source.send(boc)),
  });

  books = (books: Books): Books => ({
    cursor: () => this.#call(() => books.cursor()),
    apply: (transaction) => this.#call(() => books.apply(transaction)),
  });

  async #call<T>(action: () => Promise<T>): Promise<T> {
    const isLast = this.#left-- === 0;
    if (isLast && this.#moment === "before") throw new Crash();
    const result = await action();
    if (isLast) throw new Crash();
    return result;
  }
}

describe("the watcher on real contracts and a real Postgres", () => {
  let world: DevWorld;
  let database: FreshDatabase;
  let books: TreasuryBooks;
  let applied: string[];
  beforeEach(async () => {
    world = await DevWorld.open();
    database = await freshDatabase(process.env["COCOON_TEST_DATABASE_URL"] as string);
    await migrate(database);
    applied = [];
    books = new TreasuryBooks(database, world.treasury, ({ kind }) => applied.push(kind));
  });
  afterEach(async () => {
    await world.close();
    await database.close();
  });

  const look = (sources: readonly [ChainSource, ...ChainSource[]] = [world.source], into: Books = books) =>
    catchUp({ sources, account: world.treasury, books: into });
  const available = async (owner: Address) => {
    const accountId = await accountOfIdentity(database, { kind: "wallet", subject: owner.toRawString() });
    return accountId === null ? null : (await balance(database, accountId)).availableNanoton;
  };
  const escrow = (owner: Address) => escrowAt(database, world.escrowOf(owner).toRawString());
  const nowS = () => Math.floor(world.now() / 1000);
  const tell = (owner: Address, body: Cell) => world.send({ from: owner, to: world.escrowOf(owner), body });
  const charge = async (owner: Address, amount: string) => {
    const terms = { epoch: 0, cumulativeNanoton: ton(amount), validUntil: nowS() + 600 };
    const signature = world.keys.signCharge({ ...terms, escrow: world.escrowOf(owner) });
    await tell(owner, encodeSignedCharge({ ...terms, signature }));
  };
  /** What an escrow would say, sent by somebody else: the very bytes of a real one. */
  const forge = async () => {
    const { last } = await world.source.account(world.treasury);
    const [genuine] = last ? await world.source.transactions(world.treasury, last, 1) : [];
    const body = genuine?.inMessage?.body as Cell;
    await world.send({ from: eve, to: world.treasury, body });
  };
  const consistent = async () => {
    expect((await totals(database)).sumNanoton).toBe(0n);
    expect(await balanceDrift(database)).toEqual([]);
    expect(await escrowDrift(database)).toEqual([]);
  };

  it("credits each of 40 deposits once, whatever call it crashes at, and no forged one", async () => {
    for (let i = 0; i < 20; i++) {
      await world.topUp(ann, "0.1");
      if (i % 4 === 0) await forge();
      await world.topUp(bob, "0.2");
    }
    let crashes = 0;
    for (let calls = 0; ; calls = (calls + 1) % 5) {
      const crash = new CrashAfter(calls, crashes % 2 === 0 ? "before" : "after");
      try {
        await look([crash.source(world.source)], crash.books(books));
        break;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        if (crashes++ % 8 === 0) await consistent();
      }
    }
    expect(crashes).toBeGreaterThan(20);
    expect(await available(ann)).toBe(ton("2"));
    expect(await available(bob)).toBe(ton("4"));
    expect(await available(eve)).toBeNull();
    // The first one is of the treasury's own birth.
    expect(applied.filter((kind) => kind === "escrow")).toHaveLength(40);
    await consistent();
  }, 120_000);

  it("credits each once with three watchers of the same books at a time", async () => {
    for (let i = 0; i < 10; i++) await world.topUp(ann, "0.1");
    const three = [1, 2, 3].map(async () => {
      while (!(await look()));
    });
    await Promise.all(three);
    expect(await available(ann)).toBe(ton("1"));
    expect(applied.filter((kind) => kind === "escrow")).toHaveLength(10);
    await consistent();
  });

  it("brings a charge and a request to close into the books", async () => {
    await world.topUp(ann, "1", LIMIT);
    await charge(ann, "0.3");
    await look();
    expect(await escrow(ann)).toMatchObject({ chargedTotalNanoton: ton("0.3"), balanceNanoton: ton("0.7") });
    await tell(ann, encodeRequestClose());
    await look();
    expect((await escrow(ann))?.closingAt).toBe(nowS() + 86_400);
  });

  it("gives nothing of a stretch with a missing page, and goes on when it is there again", async () => {
    for (let i = 0; i < 40; i++) await world.topUp(ann, "0.1");
    let pages = 0;
    const holed: ChainSource = {
      ...bound(world.source),
      transactions: async (...page) => (++pages === 2 ? [] : world.source.transactions(...page)),
    };
    await expect(look([holed])).rejects.toMatchObject({ name: "WalkError", fault: "missing" });
    expect(await available(ann)).toBeNull();
    expect(await look([holed])).toBe(true);
    expect(await available(ann)).toBe(ton("4"));
  });

  it("takes no transactions out of order or altered", async () => {
    for (let i = 0; i < 3; i++) await world.topUp(ann, "0.1");
    const shuffled: ChainSource = {
      ...bound(world.source),
      transactions: async (...page) => (await world.source.transactions(...page)).toReversed(),
    };
    await expect(look([shuffled])).rejects.toMatchObject({ name: "WalkError", fault: "altered" });
    const all = await history(world);
    const skipped = all[2] as Transaction;
    expect(await books.apply(skipped)).toBe("moved");
    expect(await available(ann)).toBeNull();
  });

  describe("with a second provider", () => {
    let other: DevWorld;
    beforeEach(async () => {
      other = await DevWorld.open();
    });
    afterEach(() => other.close());

    /** Shows of our treasury what another chain's is: a history that hangs together and is not ours. */
    const lying = (): ChainSource => ({
      ...bound(other.source),
      account: () => other.source.account(other.treasury),
      transactions: (_, ...page) => other.source.transactions(other.treasury, ...page),
    });

    it("that lies, whether second or first, nothing is credited and the lie is told", async () => {
      await world.topUp(ann, "1");
      for (let i = 0; i < 3; i++) await other.topUp(eve, "5");
      for (const sources of [
        [world.source, lying()],
        [lying(), world.source],
      ] as const)
        await expect(look(sources)).rejects.toMatchObject({ name: "WalkError" });
      expect(await chainCursor(database, world.treasury.toRawString())).toBeNull();
      expect(await available(eve)).toBeNull();
      expect(await look([world.source, world.source])).toBe(true);
      expect(await available(ann)).toBe(ton("1"));
    });

    it("that is behind, only what it shows too is credited", async () => {
      await world.topUp(ann, "1");
      const then = await world.source.account(world.treasury);
      const late: ChainSource = { ...bound(world.source), account: async () => then };
      await world.topUp(ann, "1");
      expect(await look([world.source, late])).toBe(false);
      expect(await available(ann)).toBe(ton("1"));
      // It credited more by itself before; what the slow one shows now is old.
      expect(await look()).toBe(true);
      expect(await look([world.source, late])).toBe(false);
      expect(await available(ann)).toBe(ton("2"));
    });
  });

  describe("as a process", () => {
    let watcher: Watcher | null;
    let events: string[];
    const log: Log = (_, event) => void events.push(event);
    beforeEach(() => {
      watcher = null;
      events = [];
    });
    afterEach(() => watcher?.close());

    const start = (source: ChainSource, pollMs: number, metrics = new Metrics()) => {
      const [account, sawAll] = [world.treasury, () => undefined];
      watcher = new Watcher({
        sources: [source],
        account,
        books,
        pollMs,
        sawAll,
        metrics,
        log,
        now: Date.now,
      });
      return metrics;
    };
    const until = (condition: () => Promise<boolean>) =>
      expect.poll(condition, { timeout: 10_000 }).toBe(true);

    it("wakes by a word, long before its next look", async () => {
      start(world.source, 600_000);
      await until(async () => applied.length > 0);
      await world.topUp(ann, "1");
      watcher?.poke();
      await until(async () => (await available(ann)) === ton("1"));
    });

    it("sits an outage out, tells it once, shows its lag, and goes on", async () => {
      await world.topUp(ann, "1");
      let isAway = true;
      let asked = 0;
      const flaky: ChainSource = {
        ...bound(world.source),
        account: async (address) => {
          asked++;
          if (isAway) throw new ChainError("unreachable");
          return world.source.account(address);
        },
      };
      const metrics = start(flaky, 20);
      await until(async () => asked > 3);
      expect(events).toEqual(["chain_not_seen"]);
      const text = await metrics.text();
      expect(text).toMatch(/cocoon_chain_looks_failed\{outcome="unreachable"\} [3-9]/);
      expect(Number(/cocoon_chain_lag_seconds ([0-9.]+)/.exec(text)?.[1])).toBeGreaterThan(0.05);
      isAway = false;
      await until(async () => (await available(ann)) === ton("1"));
      await until(async () => events.includes("chain_seen_again"));
    });

    it("survives an endpoint whose answers are dropped", async () => {
      const slow = new TonClientSource({ url: world.running.endpoint, timeoutMs: 500 });
      await world.topUp(ann, "1");
      await new DevChainClient(world.running.endpoint).drop({ answers: 2 });
      start(slow, 20);
      await until(async () => (await available(ann)) === ton("1"));
      expect(events).toContain("chain_not_seen");
    });
  });
});

const bound = (source: ChainSource): ChainSource => ({
  head: () => source.head(),
  account: (address) => source.account(address),
  transactions: (...page) => source.transactions(...page),
  run: (...method) => source.run(...method),
  send: (boc) => source.send(boc),
});

/** Oldest first. */
async function history({ source, treasury }: DevWorld): Promise<Transaction[]> {
  const { last } = await source.account(treasury);
  return last ? (await source.transactions(treasury, last, 100)).toReversed() : [];
}
