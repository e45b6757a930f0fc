import type { NodeEntry } from "@cocoon/protocol/roster";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CocoonClient } from "../conversation/client.ts";
import { MemoryStore } from "../store.ts";
import { newNetwork, question, type TestNetwork } from "../testing/network.ts";
import { answered, ended, firstAnswer, TestProxy, urlOf } from "../testing/proxy.ts";
import type { TestWorker } from "../testing/worker.ts";
import { GUARDS } from "./guards.ts";

const DAY_MS = 86_400_000;

let network: TestNetwork;
let workers: readonly TestWorker[];
beforeAll(async () => {
  network = await newNetwork();
  workers = await network.workers(9);
});

let proxy: TestProxy;
let store: MemoryStore;
let client: CocoonClient;
beforeEach(() => {
  proxy = new TestProxy(workers);
  store = new MemoryStore();
  client = network.client(proxy, store);
});

/** Every machine that a prompt was ever sealed to. */
const reached = () => new Set(proxy.posts.flatMap((post) => post.workers.map(({ entry }) => entry.chipId)));
const firstSix = (entries: readonly NodeEntry[]) => entries.slice(0, GUARDS);
const ask = (asker: CocoonClient) =>
  asker.answer(question("?")).then(
    ({ text }) => text,
    (error) => error.code,
  );

/** Draws the guards from the first six machines: the other three are the proxy's own. */
async function drawHonest(): Promise<Set<string>> {
  proxy.list = firstSix;
  expect(await ask(client)).toBe("Hello world");
  return new Set(firstSix(workers.map(({ entry }) => entry)).map(({ chipId }) => chipId));
}

/** Entries of machines that nobody has ever seen. */
const flood = async (count: number): Promise<NodeEntry[]> => {
  const { entry } = workers[0] as TestWorker;
  return Array.from({ length: count }, (_, index) => {
    const name = (index + 1).toString(16).padStart(8, "0");
    return { ...entry, keyId: name.repeat(8), chipId: name.repeat(16), operator: "sybil" };
  });
};

const isWithin = (part: ReadonlySet<string>, whole: ReadonlySet<string>) =>
  [...part].every((one) => whole.has(one));

describe("a proxy that steers", () => {
  it("reaches no machine outside the guards by feigning failures", async () => {
    const honest = await drawHonest();
    proxy.list = (entries) => entries;
    proxy.onPost = async (post) => ended(post, "reseal_required", "reseal_required");
    for (let i = 0; i < 3; i++) expect(await ask(client)).toBe("reseals_exhausted");
    expect(isWithin(reached(), honest)).toBe(true);
  });

  it("reaches none by dropping guards: the circle shrinks, then the client stops and asks", async () => {
    const honest = await drawHonest();
    proxy.list = (entries) => entries.slice(GUARDS - 1);
    expect(await ask(client)).toBe("Hello world");
    expect(proxy.posts.at(-1)?.workers).toHaveLength(1);
    proxy.list = (entries) => entries.slice(GUARDS);
    expect(await ask(client)).toBe("guards_absent");
    expect(isWithin(reached(), honest)).toBe(true);
  });

  it("reaches none by listing its own machine under a guard's chip", async () => {
    const honest = await drawHonest();
    const [guard] = [...honest];
    proxy.list = (entries) => entries.slice(-1).map((entry) => ({ ...entry, chipId: guard as string }));
    expect(await ask(client)).toBe("no_node_accepted");
    expect(isWithin(reached(), honest)).toBe(true);
  });

  it("reaches none by renaming the account or the model's manifest", async () => {
    const honest = await drawHonest();
    proxy.list = (entries) => entries;
    for (let i = 0; i < 3; i++) expect(await ask(network.client(proxy, store))).toBe("Hello world");
    expect(isWithin(reached(), honest)).toBe(true);
  });

  it("cannot raise a machine's chance in the draw by listing it often", async () => {
    const [own] = workers.slice(-1).map(({ entry }) => entry) as [NodeEntry];
    for (const again of [own, { ...own, keyId: "ee".repeat(32) }]) {
      proxy.list = (entries) => [...entries, again];
      expect(await ask(client)).toBe("answer_malformed");
    }
    expect(await store.loadGuards(network.guardsKey)).toBeNull();
    expect(proxy.posts).toEqual([]);
  });

  it("reaches none by listing thousands of machines of its own beside the guards", async () => {
    const honest = await drawHonest();
    const sybils = await flood(2_000);
    proxy.list = (entries) => [...entries, ...sybils];
    proxy.onPost = async (post) => ended(post, "reseal_required", "reseal_required");
    expect(await ask(client)).toBe("reseals_exhausted");
    // Guards are asked for, and nobody else: neither their evidence nor the list again.
    const before = proxy.requests.length;
    expect(await ask(client)).toBe("reseals_exhausted");
    const later = proxy.requests.slice(before);
    expect(later.filter((request) => request.endsWith("/proof"))).toHaveLength(3 * GUARDS);
    expect(later).not.toContain("GET /v1/roster");
    expect(isWithin(reached(), honest)).toBe(true);
  });

  it("can make a first draw fail by a flood of machines that are none, but not cost more than its bound", async () => {
    const sybils = await flood(2_000);
    proxy.list = (entries) => [...entries.slice(0, 1), ...sybils];
    await ask(client);
    const looks = proxy.requests.filter((request) => request.endsWith("/evidence"));
    expect(looks.length).toBeLessThanOrEqual(64 + 1);
  });

  it("gets one machine a day in, and only for a guard that was absent for seven days", async () => {
    const honest = await drawHonest();
    const outsiders = async (day: number) => {
      const nowMs = network.nowMs + day * DAY_MS;
      proxy = new TestProxy(await network.workers(9, nowMs), nowMs, proxy);
      proxy.list = (entries) => entries.slice(2);
      await ask(network.client(proxy, store, { nowMs }));
      const set = await store.loadGuards(network.guardsKey);
      return set?.guards.filter(({ chipId }) => !honest.has(chipId)).length;
    };
    expect(await outsiders(1)).toBe(0);
    expect(await outsiders(7.9)).toBe(0);
    expect(await outsiders(8)).toBe(1);
    expect(await outsiders(8.9)).toBe(1);
    expect(await outsiders(9)).toBe(2);
    expect(await outsiders(20)).toBe(2);
  });

  it("is met by new machines only when the person agrees", async () => {
    await drawHonest();
    proxy.list = (entries) => entries.slice(GUARDS);
    expect(await ask(client)).toBe("guards_absent");
    expect((await client.answer({ ...question("?"), redrawGuards: true })).text).toBe("Hello world");
  });
});

describe("in a large network whose list is known", () => {
  it("the person's consent reaches past guards that are listed and answer nothing", async () => {
    const honest = await drawHonest();
    const others = (await flood(200)).map((entry) => ({
      ...entry,
      offers: entry.offers.replaceAll("test-model", "other"),
    }));
    proxy.list = (entries) => [...entries, ...others];
    const guards = firstSix(workers.map(({ entry }) => entry)).map(({ keyId }) => keyId);
    const silent: typeof fetch = (input, init) =>
      guards.some((keyId) => urlOf(input).includes(`${keyId}/evidence`))
        ? Promise.reject(new TypeError("fetch failed"))
        : proxy.fetch(input, init);
    const asker = network.client({ fetch: silent }, store);
    expect((await asker.nodes()).verified).toHaveLength(workers.length - GUARDS);
    expect((await asker.answer({ ...question("?"), redrawGuards: true })).text).toBe("Hello world");
    const { workers: last = [] } = proxy.posts.at(-1) ?? {};
    expect(last.filter(({ entry }) => honest.has(entry.chipId))).toEqual([]);
  });
});

describe("what a node list claims", () => {
  const rejections = async (change: (entry: NodeEntry) => NodeEntry) => {
    proxy.list = (entries) => entries.slice(0, 1).map(change);
    return (await client.nodes()).rejected.map(({ code }) => code);
  };
  const [own, other] = [0, 1] as const;
  const entryOf = (index: number) => (workers[index] as TestWorker).entry;

  it.each([
    ["another chip", () => ({ chipId: "cd".repeat(64) }), "chip_mismatch"],
    [
      "cheaper offers",
      () => ({ offers: entryOf(own).offers.replaceAll(/\d+\/\d+\/\d+/g, "1/1/1") }),
      "offers_forged",
    ],
    ["another's offers", () => ({ offersSignature: entryOf(other).offersSignature }), "offers_forged"],
    ["no offers", () => ({ offers: "[]" }), "offers_forged"],
    ["an unknown key", () => ({ keyId: "00".repeat(32) }), "evidence_unavailable"],
  ] as const)("is not believed: %s", async (_what, change, code) => {
    expect(await rejections((entry) => ({ ...entry, ...change() }))).toEqual([code]);
  });

  it("is worth nothing for a key that has expired", async () => {
    const nowMs = network.nowMs + 2 * 3_600_000;
    proxy.nowMs = nowMs;
    const { verified, rejected } = await network.client(proxy, store, { nowMs }).nodes();
    expect(verified).toEqual([]);
    expect(new Set(rejected.map(({ code }) => code))).toEqual(new Set(["key_expired"]));
  });

  it("must be of the key whose evidence is served", async () => {
    const [first, second] = workers as [TestWorker, TestWorker];
    const swapped: typeof fetch = (input, init) =>
      proxy.fetch(urlOf(input).replace(first.entry.keyId, second.entry.keyId), init);
    proxy.list = (entries) => entries.slice(0, 1);
    const { rejected } = await network.client({ fetch: swapped }, store).nodes();
    expect(rejected.map(({ code }) => code)).toEqual(["key_mismatch"]);
  });

  it("is worth nothing without an answer to this client's own nonce", async () => {
    const replayed: typeof fetch = (input, init) =>
      proxy.fetch(urlOf(input).replace(/nonce=[0-9a-f]+/, `nonce=${"11".repeat(32)}`), init);
    const deaf = network.client({ fetch: replayed }, store);
    expect(await ask(deaf)).toBe("no_node_accepted");
    expect(proxy.posts).toEqual([]);
  });

  it("still answers after one honest machine has failed its live check", async () => {
    const flaky: typeof fetch = (input, init) =>
      urlOf(input).includes(`${entryOf(own).keyId}/evidence?nonce`)
        ? Promise.reject(new TypeError("fetch failed"))
        : proxy.fetch(input, init);
    proxy.list = firstSix;
    proxy.onPost = async (post) => answered(post, await firstAnswer(post));
    expect(await ask(network.client({ fetch: flaky }, store))).toBe("Hello world");
    expect(reached().has(entryOf(own).chipId)).toBe(false);
  });
});
