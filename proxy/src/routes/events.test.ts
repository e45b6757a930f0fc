import { OPEN_TIMEOUT_MS, simulatedDeposit } from "@cocoon/db/testing";
import { accountEvent, HEADERS, MEDIA } from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { parse } from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventHub } from "../events/hub.ts";
import { DownWatch } from "../links/down-watch.ts";
import { MemoryDirectory } from "../registry/memory.ts";
import type { LiveNode } from "../registry/node.ts";
import { EventReader } from "../testing/event-reader.ts";
import { bearer, MoneyWorld, type Person } from "../testing/money-world.ts";
import { STUB_PRICE } from "../testing/stub-identity.ts";
import { CEILING } from "../testing/test-client.ts";
import { tellOf, testEscrow } from "../testing/test-escrow.ts";

describe("events", () => {
  let world: MoneyWorld;
  const open: EventReader[] = [];
  beforeAll(async () => {
    world = await MoneyWorld.open({ identity: { lowBalanceNanoton: CEILING } });
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await Promise.all(open.map((reader) => reader.close()));
    await world.close();
  });

  async function listen(person: Person, lastEventId?: string): Promise<EventReader> {
    const response = await fetch(`${world.network.proxy.origin}/v1/events`, {
      headers: {
        ...bearer(person.token),
        ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
      },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(MEDIA.events);
    const reader = new EventReader(response);
    open.push(reader);
    return reader;
  }

  async function nextOf(reader: EventReader) {
    const { id, event, data } = await reader.next();
    const read = parse(accountEvent, JSON.parse(data ?? ""));
    expect([id, event]).toEqual([read.seq, read.kind]);
    return read;
  }

  const deposited = async (person: Person) => {
    const owner = person.wallet.address;
    return testEscrow(world.database, { owner, address: world.money.escrowOf(owner) });
  };

  it("are told as they happen, to their own account only", async () => {
    const person = await world.byWallet();
    const other = await world.byWallet();
    const [mine, others] = [await listen(person), await listen(other)];
    const { state } = await deposited(person);
    expect(await nextOf(mine)).toMatchObject({
      kind: "credited",
      data: { amountNanoton: state.depositedNanoton.toString() },
    });
    await deposited(other);
    const theirs = await nextOf(others);
    expect(theirs.kind).toBe("credited");
    const more = nanoton(state.depositedNanoton + 1n);
    await tellOf(world.database, { ...state, depositedNanoton: more, balanceNanoton: more });
    expect(await nextOf(mine)).toMatchObject({ kind: "credited", data: { amountNanoton: "1" } });
  });

  it("are told again to who was away, from the one it saw last", async () => {
    const person = await world.byWallet();
    const { state } = await deposited(person);
    for (const more of [1n, 3n]) {
      const sum = nanoton(state.depositedNanoton + more);
      await tellOf(world.database, { ...state, depositedNanoton: sum, balanceNanoton: sum });
    }
    const all = await listen(person, "0");
    const [first, second, third] = [await nextOf(all), await nextOf(all), await nextOf(all)];
    expect([second, third].map(({ data }) => data)).toMatchObject([
      { amountNanoton: "1" },
      { amountNanoton: "2" },
    ]);
    const rest = await listen(person, first.seq);
    expect([await nextOf(rest), await nextOf(rest)]).toEqual([second, third]);
  });

  it("tell of a balance that a charge brings low, once", async () => {
    const worker = await world.network.worker("worker", { credit: 2 });
    const person = await world.byWallet();
    await simulatedDeposit(world.database, person.accountId, nanoton(CEILING * 2n));
    const reader = await listen(person);
    const headers = {
      ...bearer(person.token),
      "content-type": MEDIA.envelope,
      [HEADERS.quote]: STUB_PRICE,
      [HEADERS.priceCeiling]: CEILING.toString(),
    };
    for (const costNanoton of [CEILING, nanoton(32n)]) {
      const body = world.network.envelope([worker]).bytes;
      await fetch(`${world.network.proxy.origin}/v1/jobs`, { method: "POST", headers, body });
      worker.link.answer(await worker.link.next("lease"), worker.identity, { costNanoton });
    }
    const left = { leftNanoton: (CEILING - 32n).toString() };
    expect(await nextOf(reader)).toMatchObject({ kind: "low_balance", data: left });
  });

  it("tell of a link", async () => {
    const person = await world.byTelegram(80);
    const reader = await listen(person);
    await person.link();
    expect(await nextOf(reader)).toMatchObject({ kind: "linked", data: { kind: "wallet" } });
  });

  it("keep the line alive while nothing happens, and end when they should", async () => {
    const person = await world.byWallet();
    const hub = new EventHub(world.database, 20);
    const ended = new AbortController();
    const events = hub.read(person.accountId, null, ended.signal);
    expect(await events.next()).toEqual({ done: false, value: null });
    expect(await events.next()).toEqual({ done: false, value: null });
    ended.abort();
    expect((await events.next()).done).toBe(true);
    await hub.close();
  });

  describe("of a worker", () => {
    const nodeOf = (operator: string): LiveNode => ({
      entry: {
        keyId: "ab".repeat(32),
        chipId: "cd".repeat(64),
        operator,
        expiresMs: Date.now() + 60_000,
        offers: "[]",
        offersSignature: "AA",
      },
      offers: [],
      signPk: new Uint8Array(32),
      evidence: new Uint8Array(),
      manifests: new Map(),
      holder: "test",
      measurement: "ef".repeat(48),
      admittedMs: Date.now(),
    });
    const watch = (directory: MemoryDirectory) =>
      new DownWatch({ database: world.database, directory, log: () => undefined, downAfterMs: 10 });

    it("that was lost and stays away tell its owner", async () => {
      const owner = await world.byWallet();
      const reader = await listen(owner);
      const watching = watch(new MemoryDirectory());
      watching.lost(nodeOf(owner.wallet.address));
      expect(await nextOf(reader)).toMatchObject({ kind: "worker_down", data: { keyId: "ab".repeat(32) } });
      watching.close();
    });

    it("that is back by then, or whose owner never came, tell nobody", async () => {
      const owner = await world.byWallet();
      const reader = await listen(owner);
      const directory = new MemoryDirectory();
      const node = nodeOf(owner.wallet.address);
      await directory.put(node);
      const watching = watch(directory);
      watching.lost(node);
      watching.lost(nodeOf("somebody"));
      // What was lost later is told of, so what was lost before it has been looked at.
      const later = { ...node, entry: { ...node.entry, keyId: "ef".repeat(32) } };
      watching.lost(later);
      expect(await nextOf(reader)).toMatchObject({ kind: "worker_down", data: { keyId: "ef".repeat(32) } });
      watching.close();
      await directory.close();
    });
  });
});
