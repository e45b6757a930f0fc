import { verifyNode } from "@cocoon/protocol/attestation";
import { fromBase64Url, fromHex } from "@cocoon/protocol/bytes";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHALLENGE, LinkProxy, type ProxyEnd } from "../testing/link-proxy.ts";
import { ROSTER_HEADER, TestNetwork } from "../testing/network.ts";
import { heldAnswers, nextTurn, WorkerBench } from "../testing/worker-bench.ts";

let network: TestNetwork;
let bench: WorkerBench;

beforeAll(async () => {
  network = await TestNetwork.create();
}, 60_000);
beforeEach(async () => {
  bench = await WorkerBench.open(network);
});
afterEach(() => bench.close());

describe("a lease", () => {
  it("is answered: header, frames in order, done, then the slot's credit", async () => {
    await bench.start();
    const { link, node } = await bench.join();
    const { lease } = await bench.question(node);
    link.lease(lease);
    await link.next("done");
    await link.next("credit");
    const kinds = link.messages.all.map(({ type }) => type);
    const from = kinds.indexOf("header");
    expect(kinds.slice(from)).toEqual(["header", "frame", "frame", "frame", "frame", "done", "credit"]);
  });

  it("is refused with its code, and gives the slot back", async () => {
    await bench.start();
    const { link, node } = await bench.join();
    const { lease } = await network.lease([node], "hi", {
      rosterRoot: "cd".repeat(32),
      notAfterMs: bench.clock.now() + 1_000,
    });
    link.lease(lease);
    expect(await link.next("refuse")).toEqual({ type: "refuse", lease: lease.lease, code: "roster_unknown" });
    expect((await link.next("credit")).slots).toBe(1);
  });

  it("is refused as replayed when it comes a second time", async () => {
    await bench.start();
    const { link, node } = await bench.join();
    const { lease } = await bench.question(node);
    link.lease(lease);
    await link.next("done");
    link.lease({ ...lease, lease: "11".repeat(16), attempt: 2 });
    expect((await link.next("refuse")).code).toBe("replayed");
  });

  it("is renewed at a third of its time while it runs, and no longer", async () => {
    const gate = heldAnswers();
    await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join(6_000);
    const { lease } = await bench.question(node);
    link.lease(lease);
    await link.next("header");
    bench.clock.advance(2_000);
    expect((await link.next("renew")).leases).toEqual([lease.lease]);
    bench.clock.advance(2_000);
    await link.next("renew");
    gate.release();
    await link.next("credit");
    bench.clock.advance(4_000);
    link.send({ type: "attest", id: 1, nonces: ["01".repeat(32)] });
    bench.clock.advance(1_000);
    expect(link.count("renew")).toBe(2);
  });

  it("ends when the bench.proxy cancels it", async () => {
    const gate = heldAnswers();
    await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    const { lease } = await bench.question(node);
    link.lease(lease);
    await link.next("frame");
    link.send({ type: "cancel", lease: lease.lease });
    expect((await link.next("done")).lease).toBe(lease.lease);
    link.send({ type: "cancel", lease: lease.lease });
    link.lease((await bench.question(node)).lease);
    await link.next("frame");
  });

  it("runs beside others, up to the slots", async () => {
    const gate = heldAnswers();
    await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    for (const content of ["one two", "three four"]) link.lease((await bench.question(node, content)).lease);
    const leases = new Set([(await link.next("frame")).lease]);
    while (leases.size < 2) leases.add((await link.next("frame")).lease);
    gate.release();
    await link.next("done");
    await link.next("done");
  });
});

describe("a live check", () => {
  it("is answered with evidence made for its nonce", async () => {
    await bench.start();
    const { link } = await bench.join();
    const timers = bench.clock.pending;
    link.send({ type: "attest", id: 5, nonces: ["01".repeat(32)] });
    while (bench.clock.pending === timers) await nextTurn();
    const answer = link.next("evidence");
    bench.clock.advance(20);
    const { id, bundles } = await answer;
    expect(id).toBe(5);
    const bundle = fromBase64Url(bundles[0] as string);
    const expectedNonce = fromHex("01".repeat(32));
    const verdict = await verifyNode({
      bundle,
      policy: network.policy,
      referenceValues: null,
      nowMs: bench.clock.now(),
      expectedNonce,
    });
    expect(verdict.ok).toBe(true);
  });
});

describe("a bench.proxy that breaks the protocol", () => {
  const breaches: Readonly<Record<string, (link: ProxyEnd) => void>> = {
    "no JSON": ({ socket }) => socket.send("hello?"),
    "JSON of no message": ({ socket }) => socket.send('{"type":"dance"}'),
    "a field too many": ({ socket }) => socket.send(`{"type":"roster","header":"${ROSTER_HEADER}","also":1}`),
    "a control message too long": ({ socket }) =>
      socket.send(JSON.stringify({ type: "roster", header: "a".repeat(20_000) })),
    "a roster that is none": (link) => link.send({ type: "roster", header: "AAAA" }),
    "bytes of no lease": ({ socket }) => socket.send(new Uint8Array([9, 9, 9])),
    "no bytes": ({ socket }) => socket.send(new Uint8Array()),
    "a second welcome": (link) => link.send({ type: "welcome", leaseTtlMs: 1 }),
    "a second challenge": (link) => link.send({ type: "challenge", challenge: CHALLENGE }),
    "an attest of 65 nonces": (link) =>
      link.send({ type: "attest", id: 1, nonces: Array(65).fill("01".repeat(32)) }),
  };

  it.each(Object.entries(breaches))(
    "by %s loses the link, and gets the worker back with all its slots",
    async (_, breach) => {
      const worker = await bench.start();
      const { link } = await bench.join();
      breach(link);
      await link.closed;
      const again = await bench.redial();
      await again.admit();
      expect((await again.next("credit")).slots).toBe(2);
      expect(worker.keyId).not.toBeNull();
    },
  );

  it("by a lease before the welcome loses the link", async () => {
    await bench.start();
    const link = await bench.proxy.dial();
    link.send({ type: "challenge", challenge: CHALLENGE });
    const node = await bench.nodeOf(await link.next("hello"));
    link.lease((await bench.question(node)).lease);
    await link.closed;
    expect(link.count("frame")).toBe(0);
  });

  it("by more leases than slots, or one given twice, loses the link", async () => {
    const gate = heldAnswers();
    await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    const { lease } = await bench.question(node);
    link.lease(lease);
    link.lease(lease);
    await link.closed;
    const again = await bench.redial();
    await again.admit();
    await again.next("credit");
    for (let i = 0; i < 3; i++) again.lease({ ...(await bench.question(node)).lease });
    await again.closed;
  });
});

describe("a lost link", () => {
  it("ends what ran on it, and comes back with every slot and the same key", async () => {
    const gate = heldAnswers();
    await bench.start({ pace: gate.pace });
    const { link, node } = await bench.join();
    link.lease((await bench.question(node)).lease);
    await link.next("frame");
    link.socket.terminate();
    const again = await bench.redial();
    const hello = await again.admit();
    expect((await again.next("credit")).slots).toBe(2);
    expect((await bench.nodeOf(hello)).keyIdHex).toBe(node.keyIdHex);
  });

  it("is dialled again until the bench.proxy is there", async () => {
    const port = Number(new URL(bench.proxy.origin).port);
    await bench.start();
    await bench.join();
    await bench.proxy.close();
    while (!bench.logged.some((line) => line.includes("ECONNREFUSED"))) {
      bench.clock.advance(500);
      await nextTurn();
    }
    bench.proxy = await LinkProxy.listen(port);
    const dialled = bench.proxy.dial();
    while (bench.proxy.dialled === 0) {
      bench.clock.advance(500);
      await nextTurn();
    }
    await (await dialled).admit();
  });

  it("knows the roots of the node list that it was told before", async () => {
    await bench.start();
    const { link, node } = await bench.join();
    link.socket.terminate();
    const again = await bench.redial();
    await again.admit();
    await again.next("credit");
    again.lease((await bench.question(node)).lease);
    await again.next("done");
  });
});
