import { linkAuthMessage } from "@cocoon/protocol/api";
import { type BeaconFeed, verifyNode } from "@cocoon/protocol/attestation";
import { fromBase64Url, fromHex, verifyEd25519 } from "@cocoon/protocol/bytes";
import { SimulatedBeaconFeed } from "@cocoon/protocol/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EchoEngine, type EchoOptions } from "./testing/echo-engine.ts";
import { CHALLENGE, LinkProxy, type ProxyEnd } from "./testing/link-proxy.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { MANIFEST, NOW_MS, PRICES, ROSTER_ROOT, TestNetwork } from "./testing/network.ts";
import { startTestWorker, type TestWorker, type TestWorkerOptions } from "./testing/test-worker.ts";

const KEY_LIFE_MS = 20_000;
let network: TestNetwork;
let proxy: LinkProxy;
let clock: ManualClock;
let logged: string[];
let workers: TestWorker[];

beforeAll(async () => {
  network = await TestNetwork.create();
}, 60_000);
beforeEach(async () => {
  proxy = await LinkProxy.listen();
  clock = new ManualClock(NOW_MS);
  logged = [];
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await proxy.close();
});

const start = async (
  echo: EchoOptions = {},
  options: Partial<TestWorkerOptions> = {},
): Promise<TestWorker> => {
  const worker = await startTestWorker({
    proxyOrigin: proxy.origin,
    attester: network.attester(),
    beacon: new SimulatedBeaconFeed(() => NOW_MS),
    engine: new EchoEngine(echo),
    manifests: [MANIFEST],
    prices: PRICES,
    slots: 2,
    keyLifeMs: KEY_LIFE_MS,
    clock,
    ticker: { next: () => new Promise((resolve) => setImmediate(resolve)) },
    log: (level, event, fields) => logged.push(JSON.stringify({ level, event, ...fields })),
    ...options,
  });
  workers.push(worker);
  return worker;
};

/** A link up to the worker's first credit, with the node as an asker verifies it. */
const join = async (leaseTtlMs?: number) => {
  const link = await proxy.dial();
  const hello = await link.admit(leaseTtlMs);
  link.send({ type: "roster", root: ROSTER_ROOT });
  const node = await network.verified({ evidence: fromBase64Url(hello.evidence) }, clock.now());
  return { link, hello, node, credit: (await link.next("credit")).slots };
};

const question = (node: Awaited<ReturnType<typeof join>>["node"], content = "one two three") =>
  network.lease([node], content, { notAfterMs: clock.now() + 60_000 });

/** Holds every answer before its second token. */
const held = () => {
  let release: () => void = () => undefined;
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { pace: async (token: number) => (token === 1 ? open : undefined), release };
};

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The link that the worker dials after it noticed that the last one is lost. */
const redial = async (): Promise<ProxyEnd> => {
  const losses = () => logged.filter((line) => /proxy_(lost|refused)/.test(line)).length;
  while (losses() < proxy.dialled) await nextTurn();
  clock.advance(1_000);
  return proxy.dial();
};

describe("joining", () => {
  it("proves the key to this proxy, with evidence that verifies, offers and manifests", async () => {
    const worker = await start();
    const { hello, node } = await join();
    expect(node.keyIdHex).toBe(worker.keyId);
    const message = linkAuthMessage(node.keyId, proxy.origin, fromHex(CHALLENGE));
    expect(verifyEd25519(fromBase64Url(hello.auth), message, node.signPk)).toBe(true);
    expect(hello.manifests.map(fromBase64Url)).toEqual([MANIFEST]);
    expect(hello.operator).toBe("test-operator");
  });

  it("offers every slot once it is welcome, not before", async () => {
    await start();
    const link = await proxy.dial();
    link.send({ type: "challenge", challenge: CHALLENGE });
    await link.next("hello");
    link.send({ type: "roster", root: ROSTER_ROOT });
    expect(link.count("credit")).toBe(0);
    link.send({ type: "welcome", leaseTtlMs: 6_000 });
    expect((await link.next("credit")).slots).toBe(2);
  });

  it("tells its owner why it was refused, and asks again later", async () => {
    await start();
    const link = await proxy.dial();
    link.send({ type: "challenge", challenge: CHALLENGE });
    await link.next("hello");
    link.send({ type: "refused", code: "measurement_not_approved", sentence: "The image is not approved." });
    await link.closed;
    await redial();
    expect(logged.join("\n")).toContain("The image is not approved.");
  });

  it("does not wait for ever for a challenge", async () => {
    await start();
    const link = await proxy.dial();
    link.socket.pause();
    clock.advance(30_000);
    link.socket.resume();
    await link.closed;
    expect(proxy.dialled).toBe(1);
  });
});

describe("a lease", () => {
  it("is answered: header, frames in order, done, then the slot's credit", async () => {
    await start();
    const { link, node } = await join();
    const { lease } = await question(node);
    link.lease(lease);
    await link.next("done");
    await link.next("credit");
    const kinds = link.messages.all.map(({ type }) => type);
    const from = kinds.indexOf("header");
    expect(kinds.slice(from)).toEqual(["header", "frame", "frame", "frame", "frame", "done", "credit"]);
  });

  it("is refused with its code, and gives the slot back", async () => {
    await start();
    const { link, node } = await join();
    const { lease } = await network.lease([node], "hi", {
      rosterRoot: "cd".repeat(32),
      notAfterMs: clock.now() + 1_000,
    });
    link.lease(lease);
    expect(await link.next("refuse")).toEqual({ type: "refuse", lease: lease.lease, code: "roster_unknown" });
    expect((await link.next("credit")).slots).toBe(1);
  });

  it("is refused as replayed when it comes a second time", async () => {
    await start();
    const { link, node } = await join();
    const { lease } = await question(node);
    link.lease(lease);
    await link.next("done");
    link.lease({ ...lease, lease: "11".repeat(16), attempt: 2 });
    expect((await link.next("refuse")).code).toBe("replayed");
  });

  it("is renewed at a third of its time while it runs, and no longer", async () => {
    const gate = held();
    await start({ pace: gate.pace });
    const { link, node } = await join(6_000);
    const { lease } = await question(node);
    link.lease(lease);
    await link.next("header");
    clock.advance(2_000);
    expect((await link.next("renew")).leases).toEqual([lease.lease]);
    clock.advance(2_000);
    await link.next("renew");
    gate.release();
    await link.next("credit");
    clock.advance(4_000);
    link.send({ type: "attest", id: 1, nonces: ["01".repeat(32)] });
    clock.advance(1_000);
    expect(link.count("renew")).toBe(2);
  });

  it("ends when the proxy cancels it", async () => {
    const gate = held();
    await start({ pace: gate.pace });
    const { link, node } = await join();
    const { lease } = await question(node);
    link.lease(lease);
    await link.next("frame");
    link.send({ type: "cancel", lease: lease.lease });
    expect((await link.next("done")).lease).toBe(lease.lease);
    link.send({ type: "cancel", lease: lease.lease });
    link.lease((await question(node)).lease);
    await link.next("frame");
  });

  it("runs beside others, up to the slots", async () => {
    const gate = held();
    await start({ pace: gate.pace });
    const { link, node } = await join();
    for (const content of ["one two", "three four"]) link.lease((await question(node, content)).lease);
    const leases = new Set([(await link.next("frame")).lease]);
    while (leases.size < 2) leases.add((await link.next("frame")).lease);
    gate.release();
    await link.next("done");
    await link.next("done");
  });
});

describe("a live check", () => {
  it("is answered with evidence made for its nonce", async () => {
    await start();
    const { link } = await join();
    const timers = clock.pending;
    link.send({ type: "attest", id: 5, nonces: ["01".repeat(32)] });
    while (clock.pending === timers) await nextTurn();
    const answer = link.next("evidence");
    clock.advance(20);
    const { id, bundles } = await answer;
    expect(id).toBe(5);
    const bundle = fromBase64Url(bundles[0] as string);
    const expectedNonce = fromHex("01".repeat(32));
    const verdict = await verifyNode({ bundle, policy: network.policy, nowMs: clock.now(), expectedNonce });
    expect(verdict.ok).toBe(true);
  });
});

describe("a proxy that breaks the protocol", () => {
  const breaches: Readonly<Record<string, (link: ProxyEnd) => void>> = {
    "no JSON": ({ socket }) => socket.send("hello?"),
    "JSON of no message": ({ socket }) => socket.send('{"type":"dance"}'),
    "a field too many": ({ socket }) => socket.send(`{"type":"roster","root":"${ROSTER_ROOT}","also":1}`),
    "a control message too long": ({ socket }) =>
      socket.send(JSON.stringify({ type: "roster", root: "a".repeat(20_000) })),
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
      const worker = await start();
      const { link } = await join();
      breach(link);
      await link.closed;
      const again = await redial();
      await again.admit();
      expect((await again.next("credit")).slots).toBe(2);
      expect(worker.keyId).not.toBeNull();
    },
  );

  it("by a lease before the welcome loses the link", async () => {
    await start();
    const link = await proxy.dial();
    link.send({ type: "challenge", challenge: CHALLENGE });
    const { evidence } = await link.next("hello");
    const node = await network.verified({ evidence: fromBase64Url(evidence) }, clock.now());
    link.lease((await question(node)).lease);
    await link.closed;
    expect(link.count("frame")).toBe(0);
  });

  it("by more leases than slots, or one given twice, loses the link", async () => {
    const gate = held();
    await start({ pace: gate.pace });
    const { link, node } = await join();
    const { lease } = await question(node);
    link.lease(lease);
    link.lease(lease);
    await link.closed;
    const again = await redial();
    await again.admit();
    await again.next("credit");
    for (let i = 0; i < 3; i++) again.lease({ ...(await question(node)).lease });
    await again.closed;
  });
});

describe("a lost link", () => {
  it("ends what ran on it, and comes back with every slot and the same key", async () => {
    const gate = held();
    await start({ pace: gate.pace });
    const { link, node } = await join();
    link.lease((await question(node)).lease);
    await link.next("frame");
    link.socket.terminate();
    const again = await redial();
    const hello = await again.admit();
    expect((await again.next("credit")).slots).toBe(2);
    expect((await network.verified({ evidence: fromBase64Url(hello.evidence) }, clock.now())).keyIdHex).toBe(
      node.keyIdHex,
    );
  });

  it("is dialled again until the proxy is there", async () => {
    const port = Number(new URL(proxy.origin).port);
    await start();
    await join();
    await proxy.close();
    while (!logged.some((line) => line.includes("ECONNREFUSED"))) {
      clock.advance(500);
      await nextTurn();
    }
    proxy = await LinkProxy.listen(port);
    const dialled = proxy.dial();
    while (proxy.dialled === 0) {
      clock.advance(500);
      await nextTurn();
    }
    await (await dialled).admit();
  });

  it("knows the roots of the node list that it was told before", async () => {
    await start();
    const { link, node } = await join();
    link.socket.terminate();
    const again = await redial();
    await again.admit();
    await again.next("credit");
    again.lease((await question(node)).lease);
    await again.next("done");
  });
});

describe("a key's successor", () => {
  it("is made at half its life, over a second link, and the first is drained and closed", async () => {
    const worker = await start();
    const { link, node } = await join();
    clock.advance(KEY_LIFE_MS / 2);
    const second = await join();
    expect(second.node.keyIdHex).not.toBe(node.keyIdHex);
    expect(worker.keyId).toBe(second.node.keyIdHex);
    await link.next("drain");
    await link.closed;
    second.link.lease((await question(second.node)).lease);
    await second.link.next("done");
  });

  it("lets the running job end on the first link, and gets its slot", async () => {
    const gate = held();
    await start({ pace: gate.pace });
    const { link, node } = await join();
    link.lease((await question(node)).lease);
    await link.next("frame");
    clock.advance(KEY_LIFE_MS / 2);
    const second = await join();
    expect(second.credit).toBe(1);
    await link.next("drain");
    gate.release();
    await link.next("done");
    expect((await second.link.next("credit")).slots).toBe(1);
    await link.closed;
  });

  it("gets the leases that its predecessor was sent too late", async () => {
    const gate = held();
    await start({ pace: gate.pace });
    const { link, node } = await join();
    link.lease((await question(node)).lease);
    await link.next("frame");
    clock.advance(KEY_LIFE_MS / 2);
    await join();
    await link.next("drain");
    const { lease } = await question(node);
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
    const worker = await start({}, { beacon: feed });
    const { link, node } = await join();
    clock.advance(KEY_LIFE_MS / 2);
    while (!logged.some((line) => line.includes("key_rotation_failed"))) await nextTurn();
    expect(worker.keyId).toBe(node.keyIdHex);
    link.lease((await question(node)).lease);
    await link.next("done");
    clock.advance(500);
    expect((await join()).node.keyIdHex).not.toBe(node.keyIdHex);
  });
});

describe("stopping", () => {
  it("lets running jobs end, takes no more, and says goodbye", async () => {
    const gate = held();
    const worker = await start({ pace: gate.pace });
    const { link, node } = await join();
    link.lease((await question(node)).lease);
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
    const gate = held();
    const worker = await start({ pace: gate.pace });
    const { link, node } = await join();
    link.lease((await question(node)).lease);
    await link.next("frame");
    const closed = worker.close(3_000);
    await link.next("drain");
    clock.advance(3_000);
    await closed;
    expect(link.count("done")).toBe(0);
  });

  it("by a crash says nothing, and does not come back", async () => {
    const worker = await start();
    const { link } = await join();
    await worker.kill();
    await link.closed;
    clock.advance(14_000);
    expect(link.count("drain")).toBe(0);
    expect(proxy.dialled).toBe(1);
  });
});

describe("the log", () => {
  it("holds nothing of a person's question, answer or count", async () => {
    await start();
    const { link, node } = await join();
    link.lease((await question(node, "marmalade sandwich")).lease);
    await link.next("done");
    link.lease({ ...(await question(node, "marmalade sandwich")).lease, attempt: 2 });
    await link.next("done");
    link.socket.terminate();
    await redial();
    expect(logged.length).toBeGreaterThan(1);
    expect(logged.join("\n")).not.toMatch(/marmalade|sandwich|tokens/i);
  });
});
