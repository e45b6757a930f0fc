import type { Database } from "@cocoon/db/connection";
import { latestEpoch } from "@cocoon/db/rosters";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { ed25519PublicKey, generateEd25519, Secret, toHex } from "@cocoon/protocol/bytes";
import {
  checkRosterChain,
  NODES_AT_MOST,
  openRoster,
  parseNodeIndex,
  type SignedRoster,
} from "@cocoon/protocol/roster";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MemoryBus } from "../bus/memory.ts";
import { newNode, soon } from "./directory.suite.ts";
import { MemoryDirectory } from "./memory.ts";
import { RosterKeeper } from "./roster-keeper.ts";

describe("the roster that proxies keep", () => {
  let database: Database;
  const opened: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    database = await inProcessDatabase();
  }, OPEN_TIMEOUT_MS);
  afterEach(async () => {
    for (const close of opened.splice(0)) await close();
  });
  afterAll(() => database.close());

  const newKey = () => new Secret(generateEd25519().secretKey);
  async function open({ key = newKey(), bus = new MemoryBus(), minEpochMs = 20, now = Date.now } = {}) {
    const directory = new MemoryDirectory();
    const logged: unknown[] = [];
    const keeper = await RosterKeeper.open({
      database,
      directory,
      bus,
      signKey: key,
      minEpochMs,
      now,
      log: (level, event) => void logged.push({ level, event }),
    });
    opened.push(async () => {
      await keeper.close();
      await directory.close();
    });
    return { keeper, directory, bus, key, logged };
  }
  const listed = async (keeper: RosterKeeper) =>
    parseNodeIndex((await keeper.current()).indexBytes).nodes.map(({ keyId }) => keyId);

  it("begins with an epoch without nodes, and lists a node soon", async () => {
    const { keeper, directory } = await open();
    expect((await keeper.current()).header).toMatchObject({ epoch: 1, count: 0 });
    const node = newNode();
    await directory.put(node);
    await soon(async () => expect(await listed(keeper)).toEqual([node.entry.keyId]));
    const head = await keeper.current();
    expect(openRoster(head.signed).header).toEqual(head.header);
    await directory.remove(node.entry.keyId);
    await soon(async () => expect(await listed(keeper)).toEqual([]));
  });

  it("signs a changed list no more often than it may", async () => {
    const { keeper, directory } = await open({ minEpochMs: 60_000 });
    await directory.put(newNode());
    await soon(() => expect(directory.index().count).toBe(1));
    expect((await keeper.current()).header.epoch).toBe(1);
  });

  it("goes on where it stopped, and does not sign an unchanged list again", async () => {
    const { keeper, key } = await open();
    const { hash } = await keeper.current();
    await keeper.close();
    const again = await open({ key });
    expect((await again.keeper.current()).hash).toBe(hash);
    expect(await latestEpoch(database, toHex(ed25519PublicKey(key.reveal())))).toBe(1);
  });

  it("is the same on all proxies: one header for each epoch, told to each", async () => {
    const key = newKey();
    const bus = new MemoryBus();
    const proxies = [await open({ key, bus }), await open({ key, bus }), await open({ key, bus })];
    const told: string[][] = proxies.map(() => []);
    proxies.forEach(({ keeper }, index) => keeper.onRoster(({ hash }) => told[index]?.push(hash)));
    const nodes = Array.from({ length: 4 }, () => newNode());
    for (const node of nodes) await Promise.all(proxies.map(({ directory }) => directory.put(node)));
    const keyIds = nodes.map(({ entry }) => entry.keyId).toSorted();
    await soon(async () => {
      for (const { keeper } of proxies) expect(await listed(keeper)).toEqual(keyIds);
    });
    const heads = await Promise.all(proxies.map(({ keeper }) => keeper.current()));
    expect(new Set(heads.map(({ hash }) => hash)).size).toBe(1);
    const [first] = proxies as [(typeof proxies)[number]];
    const [begin, ...later] = (await first.keeper.headers(1)) as [SignedRoster, ...SignedRoster[]];
    checkRosterChain(begin, later.slice(0, -1), later.at(-1) as SignedRoster);
    await soon(() => {
      for (const hashes of told) expect(hashes).toEqual(later.map(({ hash }) => hash));
    });
    expect(first.keeper.recent().length).toBeLessThanOrEqual(6);
  });

  it("is not dated by a clock a day ahead, which is told once: the other proxies sign on", async () => {
    const clock = { aheadMs: 86_400_000 };
    const now = () => Date.now() + clock.aheadMs;
    const fast = await open({ now });
    await expect(fast.keeper.current()).rejects.toMatchObject({ code: "unavailable" });
    const { key, bus } = fast;
    const right = await open({ key, bus });
    const nodes = [newNode(), newNode()];
    for (const node of nodes) {
      await Promise.all([fast, right].map(({ directory }) => directory.put(node)));
      await soon(async () => expect(await listed(fast.keeper)).toContain(node.entry.keyId));
    }
    const { header } = await fast.keeper.current();
    expect(header.epoch).toBeGreaterThan(2);
    expect(header.timeMs).toBeLessThanOrEqual(Date.now());
    expect(fast.logged).toEqual([{ level: "error", event: "roster_clock_ahead" }]);
    expect(right.logged).toEqual([]);
    await right.keeper.close();
    clock.aheadMs = 0;
    await fast.directory.remove(nodes[0]?.entry.keyId ?? "");
    await soon(async () => expect(await listed(fast.keeper)).toHaveLength(1));
  });

  it("goes on when more nodes are online than a list may have, and says so once", async () => {
    const { keeper, directory, logged } = await open();
    for (let i = 0; i <= NODES_AT_MOST; i++) await directory.put(newNode());
    await soon(async () => expect((await keeper.current()).header.count).toBe(NODES_AT_MOST));
    await soon(() => expect(logged).toEqual([{ level: "warn", event: "roster_full" }]));
    const [first = ""] = await listed(keeper);
    await directory.remove(first);
    await soon(async () => expect(await listed(keeper)).not.toContain(first));
    expect((await keeper.current()).header.count).toBe(NODES_AT_MOST);
    expect(logged).toHaveLength(1);
  });

  it("has a chain of its own for another key", async () => {
    const [one, other] = [await open(), await open()];
    const [a, b] = [await one.keeper.current(), await other.keeper.current()];
    expect([a.header.epoch, b.header.epoch]).toEqual([1, 1]);
    expect(a.header.key).not.toBe(b.header.key);
  });
});
