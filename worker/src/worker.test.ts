import { linkAuthMessage, type ProxyMessage, type SignedOffers } from "@cocoon/protocol/api";
import type { BeaconFeed, VerifiedNode } from "@cocoon/protocol/attestation";
import { fromBase64Url, fromHex, verifyEd25519 } from "@cocoon/protocol/bytes";
import { formatQuote } from "@cocoon/protocol/money";
import { parseOffers, verifyOffers } from "@cocoon/protocol/roster";
import { SimulatedBeaconFeed } from "@cocoon/protocol/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHALLENGE } from "./testing/link-proxy.ts";
import { MANIFEST, NOW_MS, PRICES, ROSTER_HEADER, TestNetwork } from "./testing/network.ts";
import { heldAnswers, nextTurn, WORKER_KEY_LIFE_MS, WorkerBench } from "./testing/worker-bench.ts";

let network: TestNetwork;
let bench: WorkerBench;

beforeAll(async () => {
  network = await TestNetwork.create();
}, 60_000);
beforeEach(async () => {
  bench = await WorkerBench.open(network);
});
afterEach(() => bench.close());

describe("joining", () => {
  it("proves the key to this proxy, with evidence that verifies, offers and manifests", async () => {
    const worker = await bench.start();
    const { hello, node } = await bench.join();
    expect(node.keyIdHex).toBe(worker.keyId);
    const message = linkAuthMessage(node.keyId, bench.proxy.origin, fromHex(CHALLENGE));
    expect(verifyEd25519(fromBase64Url(hello.auth), message, node.signPk)).toBe(true);
    expect(hello.manifests.map(fromBase64Url)).toEqual([MANIFEST]);
    expect(hello.operator).toBe("test-operator");
  });

  it("offers every slot once it is welcome, not before", async () => {
    await bench.start();
    const link = await bench.proxy.dial();
    link.send({ type: "challenge", challenge: CHALLENGE });
    await link.next("hello");
    link.send({ type: "roster", header: ROSTER_HEADER });
    expect(link.count("credit")).toBe(0);
    link.send({ type: "welcome", leaseTtlMs: 6_000 });
    expect((await link.next("credit")).slots).toBe(2);
  });

  it("tells its owner why it was refused, and asks again later", async () => {
    await bench.start();
    const link = await bench.proxy.dial();
    link.send({ type: "challenge", challenge: CHALLENGE });
    await link.next("hello");
    link.send({ type: "refused", code: "measurement_not_approved", sentence: "The image is not approved." });
    await link.closed;
    await bench.redial();
    expect(bench.logged.join("\n")).toContain("The image is not approved.");
  });

  it("does not wait for ever for a challenge", async () => {
    await bench.start();
    const link = await bench.proxy.dial();
    link.socket.pause();
    bench.clock.advance(30_000);
    link.socket.resume();
    await link.closed;
    expect(bench.proxy.dialled).toBe(1);
  });
});

describe("a key's successor", () => {
  it("is made at half its life, over a second link, and the first is drained and closed", async () => {
    const worker = await bench.start();
    const { link, node } = await bench.join();
    bench.clock.advance(WORKER_KEY_LIFE_MS / 2);
    const second = await bench.join();
    expect(second.node.keyIdHex).not.toBe(node.keyIdHex);
    expect(worker.keyId).toBe(second.node.keyIdHex);
    await link.next("drain");
    await link.closed;
    second.link.lease((await bench.question(second.node)).lease);
    await second.link.next("done");
  });

  it("lets the running job end on the first link, and gets its slot", async () => {
    const gate = heldAnswers();
    await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    link.lease((await bench.question(node)).lease);
    await link.next("frame");
    bench.clock.advance(WORKER_KEY_LIFE_MS / 2);
    const second = await bench.join();
    expect(second.credit).toBe(1);
    await link.next("drain");
    gate.release();
    await link.next("done");
    expect((await second.link.next("credit")).slots).toBe(1);
    await link.closed;
  });

  it("gets the leases that its predecessor was sent too late", async () => {
    const gate = heldAnswers();
    await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    link.lease((await bench.question(node)).lease);
    await link.next("frame");
    bench.clock.advance(WORKER_KEY_LIFE_MS / 2);
    await bench.join();
    await link.next("drain");
    const { lease } = await bench.question(node);
    link.lease(lease);
    expect(await link.next("refuse")).toEqual({ type: "refuse", lease: lease.lease, code: "stopping" });
    gate.release();
  });

  it("is tried for again while the beacon is out of reach, the key working on", async () => {
    const beacon = new SimulatedBeaconFeed(() => NOW_MS);
    let calls = 0;
    const feed: BeaconFeed = {
      latest: () => (++calls === 2 ? Promise.reject(new Error("offline")) : beacon.latest()),
    };
    const worker = await bench.start({}, { beacon: feed });
    const { link, node } = await bench.join();
    bench.clock.advance(WORKER_KEY_LIFE_MS / 2);
    while (!bench.logged.some((line) => line.includes("key_rotation_failed"))) await nextTurn();
    expect(worker.keyId).toBe(node.keyIdHex);
    link.lease((await bench.question(node)).lease);
    await link.next("done");
    bench.clock.advance(500);
    expect((await bench.join()).node.keyIdHex).not.toBe(node.keyIdHex);
  });
});

describe("stopping", () => {
  it("lets running jobs end, takes no more, and says goodbye", async () => {
    const gate = heldAnswers();
    const worker = await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    link.lease((await bench.question(node)).lease);
    await link.next("frame");
    const closed = worker.close();
    await link.next("drain");
    gate.release();
    await link.next("done");
    await closed;
    await link.closed;
    expect(worker.keyId).toBeNull();
  });

  it("waits no longer than its grace", async () => {
    const gate = heldAnswers();
    const worker = await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    link.lease((await bench.question(node)).lease);
    await link.next("frame");
    const closed = worker.close(3_000);
    await link.next("drain");
    bench.clock.advance(3_000);
    await closed;
    expect(link.count("done")).toBe(0);
  });

  it("by a crash says nothing, and does not come back", async () => {
    const worker = await bench.start();
    const { link } = await bench.join();
    await worker.kill();
    await link.closed;
    bench.clock.advance(14_000);
    expect(link.count("drain")).toBe(0);
    expect(bench.proxy.dialled).toBe(1);
  });
});

describe("the log", () => {
  it("holds nothing of a person's question, answer or count", async () => {
    await bench.start();
    const { link, node } = await bench.join();
    link.lease((await bench.question(node, "marmalade sandwich")).lease);
    await link.next("done");
    link.lease({ ...(await bench.question(node, "marmalade sandwich")).lease, attempt: 2 });
    await link.next("done");
    link.socket.terminate();
    await bench.redial();
    expect(bench.logged.length).toBeGreaterThan(1);
    expect(bench.logged.join("\n")).not.toMatch(/marmalade|sandwich|tokens/i);
  });
});

describe("prices that the owner sets at the proxy", () => {
  const ask = (quote: string, model = "test-echo"): ProxyMessage => ({
    type: "prices",
    prices: [{ model, quote }],
  });
  const offersOf = (signed: SignedOffers, { keyId, signPk }: VerifiedNode): Record<string, string> => {
    expect(verifyOffers(keyId, signed.offers, fromBase64Url(signed.offersSignature), signPk)).toBe(true);
    return Object.fromEntries(
      parseOffers(signed.offers).map(({ model, price }) => [model, formatQuote(price)]),
    );
  };
  const DEARER = "1000000/100000/3000000";

  it("are signed anew by the attested key, and every later key and hello has them", async () => {
    await bench.start();
    const { link, hello, node } = await bench.join();
    expect(offersOf(hello, node)).toEqual(PRICES);
    link.send(ask(DEARER));
    expect(offersOf(await link.next("offers"), node)).toEqual({ "test-echo": DEARER });
    bench.clock.advance(WORKER_KEY_LIFE_MS / 2);
    const second = await bench.join();
    expect(offersOf(second.hello, second.node)).toEqual({ "test-echo": DEARER });
  });

  it("are not answered where they change nothing: the same, under the least, or of another model", async () => {
    await bench.start();
    const { link, node } = await bench.join();
    // Each part of a price counts alone.
    const vain = [PRICES["test-echo"], "999999/100000/9000000", "1000000/99999/9000000", "9000000/100000/1"];
    for (const quote of vain) link.send(ask(quote));
    link.send(ask(DEARER, "other"));
    link.send(ask(DEARER));
    expect(offersOf(await link.next("offers"), node)).toEqual({ "test-echo": DEARER });
    expect(link.count("offers")).toBe(1);
  });

  it("may fall as low as whoever runs the worker lets them", async () => {
    await bench.start({}, { leastPrices: { "test-echo": "2/1/3" } });
    const { link, node } = await bench.join();
    link.send(ask("1/1/3"));
    link.send(ask("2/1/3"));
    expect(offersOf(await link.next("offers"), node)).toEqual({ "test-echo": "2/1/3" });
    expect(link.count("offers")).toBe(1);
  });

  it("are what the next job must pay; one that was leased before is answered at its own quote", async () => {
    await bench.start();
    const { link, node } = await bench.join();
    const [before, after] = [await bench.question(node), await bench.question(node)];
    link.lease(before.lease);
    link.send(ask(DEARER));
    link.lease(after.lease);
    expect(await link.next("refuse")).toMatchObject({ lease: after.lease.lease, code: "quote_below_price" });
    while (link.count("done") === 0) await nextTurn();
    expect(link.messages.all.find(({ type }) => type === "done")).toMatchObject({
      lease: before.lease.lease,
    });
  });

  it("end the link when they come before the welcome", async () => {
    await bench.start();
    const link = await bench.proxy.dial();
    link.send({ type: "challenge", challenge: CHALLENGE });
    await link.next("hello");
    link.send(ask(DEARER));
    await link.closed;
    expect(link.count("offers")).toBe(0);
  });
});
