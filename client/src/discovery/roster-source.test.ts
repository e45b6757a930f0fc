import type { NodeEntry } from "@cocoon/protocol/roster";
import {
  encodeRosterPage,
  openRoster,
  ROSTER_CATCH_UP,
  ROSTER_PACE_MS,
  ROSTER_PAGE,
} from "@cocoon/protocol/roster";
import { fromBase64Url, toBase64Url } from "@cocoon/protocol/bytes";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CocoonClient } from "../conversation/client.ts";
import { MemoryStore } from "../store.ts";
import { newNetwork, PROXY_URL, question, type TestNetwork } from "../testing/network.ts";
import { TestProxy, urlOf } from "../testing/proxy.ts";
import { TestRosters } from "../testing/rosters.ts";
import type { TestWorker } from "../testing/worker.ts";
import { rosterMarkKey } from "./roster-source.ts";

const MINUTE_MS = 60_000;
const MARK = rosterMarkKey(PROXY_URL);

let network: TestNetwork;
let workers: readonly TestWorker[];
beforeAll(async () => {
  network = await newNetwork();
  workers = await network.workers(3);
});

let proxy: TestProxy;
let store: MemoryStore;
let client: CocoonClient;
beforeEach(() => {
  proxy = new TestProxy(workers, network.nowMs);
  store = new MemoryStore();
  client = network.client(proxy, store);
});

const ask = (asker = client) =>
  asker.answer(question("?")).then(
    ({ text }) => text,
    (error) => `${error.code}: ${error.message}`,
  );
const entries = () => workers.map(({ entry }) => entry);
const refused = (code: string) => expect.stringMatching(new RegExp(`^roster_refused: .*${code}, SPEC 7`));
const withOne = (list: readonly NodeEntry[]) => list.slice(0, 1);
const withTwo = (list: readonly NodeEntry[]) => list.slice(0, 2);

describe("the roster of a proxy", () => {
  it("is named by what is sealed, and remembered", async () => {
    expect(await ask()).toBe("Hello world");
    const [head] = proxy.rosters.chain.slice(-1);
    expect(Buffer.from(proxy.posts[0]?.header.rosterRoot ?? "").toString("hex")).toBe(head?.hash);
    const mark = await store.loadRosterMark(MARK);
    expect(mark?.epoch).toBe(1);
    expect(openRoster(fromBase64Url(mark?.signed ?? "")).hash).toBe(head?.hash);
  });

  it("is signed with the key first seen here, whatever comes later", async () => {
    await ask();
    proxy.rosters = new TestRosters();
    proxy.rosters.age(entries(), network.nowMs, 5);
    expect(await ask()).toMatch(/^roster_key_changed: .*Ask its operator/);
    expect(await ask(network.client(proxy, store))).toMatch(/^roster_key_changed/);
    expect(proxy.posts).toHaveLength(1);
    expect(await ask(network.client(proxy, new MemoryStore()))).toBe("Hello world");
  });

  it("never goes back to an epoch before the last one seen", async () => {
    proxy.rosters.age(entries(), network.nowMs, 3);
    const before = proxy.rosters.fork(2);
    await ask();
    proxy.rosters = before;
    expect(await ask()).toEqual(refused("roster_rolled_back"));
    expect(store.rosterConflict(MARK)).toBeNull();
    expect(proxy.posts).toHaveLength(1);
  });

  it("is one for each epoch: another is refused, and both signed headers are kept", async () => {
    proxy.rosters.age(entries(), network.nowMs, 3);
    await ask();
    const [honest] = proxy.rosters.chain.slice(-1);
    proxy.rosters = proxy.rosters.fork(2);
    proxy.list = withOne;
    expect(await ask()).toEqual(refused("roster_equivocated"));
    const proof = store.rosterConflict(MARK);
    const sides = [proof?.first, proof?.second].map((side) => openRoster(fromBase64Url(side ?? "")));
    expect(sides.map(({ header }) => header.epoch)).toEqual([3, 3]);
    expect(sides[0]?.hash).toBe(honest?.hash);
    expect(sides[1]?.hash).not.toBe(honest?.hash);
    expect(proxy.posts).toHaveLength(1);
  });

  it("follows from the last one seen, over many epochs and pages", async () => {
    await ask();
    proxy.rosters.age(entries(), network.nowMs, ROSTER_PAGE + 5);
    expect(await ask()).toBe("Hello world");
    expect(proxy.requests.filter((request) => request === "GET /v1/roster")).toHaveLength(1 + 1 + 2);
    expect((await store.loadRosterMark(MARK))?.epoch).toBe(ROSTER_PAGE + 6);
  });

  it("of a chain that leaves out what this client saw is refused, with proof", async () => {
    proxy.rosters.age(entries(), network.nowMs, 3);
    await ask();
    proxy.rosters = proxy.rosters.fork(2);
    proxy.rosters.age(withOne(entries()), network.nowMs, 4);
    expect(await ask()).toEqual(refused("roster_equivocated"));
    const proof = store.rosterConflict(MARK);
    const [first, second] = [proof?.first, proof?.second].map((side) =>
      openRoster(fromBase64Url(side ?? "")),
    );
    expect([first?.header.epoch, second?.header.epoch]).toEqual([3, 4]);
    expect(second?.header.previous).not.toBe(first?.hash);
  });

  it("is refused when the epochs between are held back", async () => {
    await ask();
    proxy.rosters.age(entries(), network.nowMs, 4);
    const withheld: typeof fetch = (input, init) =>
      urlOf(input).includes("epoch=")
        ? Promise.resolve(Response.json({ code: "not_found", detail: "No." }, { status: 404 }))
        : proxy.fetch(input, init);
    expect(await ask(network.client({ fetch: withheld }, store))).toEqual(refused("roster_chain_broken"));
  });

  it.each([
    ["one header", 1, 0],
    ["one header too few", ROSTER_PAGE - 1, 0],
    ["a full page and then too few", ROSTER_PAGE, 4],
  ])("is refused when the epochs between come as %s", async (_, first, second) => {
    await ask();
    proxy.rosters.age(entries(), network.nowMs, ROSTER_PAGE + 6);
    const sizes = [first, second];
    const paged: typeof fetch = async (input, init) => {
      const [, epoch] = /epoch=(\d+)/.exec(urlOf(input)) ?? [];
      if (!epoch) return proxy.fetch(input, init);
      const from = Number(epoch) - 1;
      return new Response(encodeRosterPage(proxy.rosters.chain.slice(from, from + (sizes.shift() ?? 0))));
    };
    expect(await ask(network.client({ fetch: paged }, store))).toEqual(refused("roster_chain_broken"));
    expect(sizes).toHaveLength(first < ROSTER_PAGE ? 1 : 0);
  });

  /** This client saw the first epoch `agoMs` ago, and is now shown one after so many that it missed. */
  async function leaps(missed: number, agoMs: number): Promise<void> {
    proxy.rosters.age(entries(), network.nowMs - agoMs, 1);
    const [seen] = proxy.rosters.chain;
    await store.saveRosterMark(MARK, { epoch: 1, signed: toBase64Url(seen?.signed ?? new Uint8Array()) });
    proxy.rosters.leap(entries(), network.nowMs, missed + 2);
  }

  it("is taken without its chain after more epochs than are fetched, which had their time", async () => {
    await leaps(ROSTER_CATCH_UP + 1, (ROSTER_CATCH_UP + 1) * ROSTER_PACE_MS);
    expect(await ask()).toBe("Hello world");
    expect(proxy.requests.filter((request) => request === "GET /v1/roster")).toHaveLength(1);
    expect((await store.loadRosterMark(MARK))?.epoch).toBe(ROSTER_CATCH_UP + 3);
  });

  it.each([
    ["no time went by", ROSTER_CATCH_UP + 1, 0],
    ["they had a millisecond too little", ROSTER_CATCH_UP + 1, (ROSTER_CATCH_UP + 1) * ROSTER_PACE_MS - 1],
    ["they are not too many to fetch", ROSTER_CATCH_UP, 2 * ROSTER_CATCH_UP * ROSTER_PACE_MS],
  ])("of a far epoch is refused without its chain when %s", async (_, missed, agoMs) => {
    await leaps(missed, agoMs);
    expect(await ask()).toEqual(refused("roster_chain_broken"));
    expect(proxy.posts).toEqual([]);
    expect((await store.loadRosterMark(MARK))?.epoch).toBe(1);
  });

  it.each([
    ["older than half an hour", -31, "roster_stale"],
    ["dated ahead", 6, "roster_not_yet_valid"],
  ])("is refused when it is %s", async (_, minutes, code) => {
    proxy.nowMs = network.nowMs + minutes * MINUTE_MS;
    expect(await ask()).toEqual(refused(code));
    expect(proxy.posts).toEqual([]);
  });

  it("commits to its nodes: another list under its header is refused", async () => {
    const swapped: typeof fetch = async (input, init) => {
      const answer = new Uint8Array(await (await proxy.fetch(input, init)).arrayBuffer());
      if (!urlOf(input).endsWith("/v1/roster")) return new Response(answer);
      const headerEnd = 2 + ((answer[0] as number) << 8) + (answer[1] as number);
      const other = new TestRosters().current(withTwo(entries()), network.nowMs);
      const otherEnd = 2 + ((other[0] as number) << 8) + (other[1] as number);
      return new Response(Buffer.concat([answer.subarray(0, headerEnd), other.subarray(otherEnd)]));
    };
    expect(await ask(network.client({ fetch: swapped }, store))).toEqual(refused("roster_index_mismatch"));
  });

  it("lets two asks at once follow it to a new epoch", async () => {
    await ask();
    proxy.list = withTwo;
    expect(await Promise.all([ask(), ask(), ask(network.client(proxy, store))])).toEqual(
      Array(3).fill("Hello world"),
    );
  });

  it("is not waited for, behind another's look, by a caller who goes away", async () => {
    const [abort, first] = [new AbortController(), new AbortController()];
    const held: typeof fetch = (_input, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const slow = network.client({ fetch: held }, store);
    const asking = (signal: AbortSignal) =>
      slow.answer({ ...question("?"), signal }).then(
        () => "answered",
        ({ code }) => code,
      );
    const [looking, waiting] = [asking(first.signal), asking(abort.signal)];
    abort.abort();
    expect(await waiting).toBe("aborted");
    first.abort();
    expect(await looking).toBe("aborted");
  });

  it("differs between two clients only until one of them meets the other's chain", async () => {
    proxy.rosters.age(entries(), network.nowMs, 2);
    const [seenByOne, seenByOther] = [new MemoryStore(), new MemoryStore()];
    await ask(network.client(proxy, seenByOne));
    const honest = proxy.rosters;
    proxy.rosters = honest.fork(1);
    proxy.rosters.age(withOne(entries()), network.nowMs, 3);
    proxy.list = withOne;
    expect(await ask(network.client(proxy, seenByOther))).toBe("Hello world");
    expect(await ask(network.client(proxy, seenByOne))).toEqual(refused("roster_equivocated"));
  });
});
