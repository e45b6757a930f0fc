import { connect } from "node:net";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { encodeAnswerPart, FRAME_BYTES, LIMITS } from "@cocoon/protocol/api";
import { fromBase64Url, toBase64Url } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { openRoster } from "@cocoon/protocol/roster";
import { mintSimulatedPki, type SimulatedPki } from "@cocoon/protocol/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type StubIdentity, STUB_MODEL, stubManifest } from "../testing/stub-identity.ts";
import { StubLink } from "../testing/stub-link.ts";
import { soon } from "../testing/test-client.ts";
import { TestNetwork } from "../testing/test-network.ts";

const POLICY_VIOLATION = 1008;
const TOO_LARGE = 1009;

/** What a stranger or a worker gone wrong can send: each ends its own link with a reason, and nothing else. */
describe("a worker's link", () => {
  let network: TestNetwork;
  let otherPki: SimulatedPki;
  beforeAll(async () => {
    otherPki = await mintSimulatedPki();
    network = await TestNetwork.open({ leaseTtlMs: 2_000, strandedAfterMs: 300 });
  }, OPEN_TIMEOUT_MS);
  afterEach(async () => {
    await network.leave();
    // Whatever was sent, the proxy still serves.
    expect((await fetch(`${network.proxy.origin}/healthz`)).status).toBe(200);
  });
  afterAll(() => network.close());

  const dial = () => new StubLink(network.proxy.origin);

  const refused = async (link: StubLink, code: string, sentence: RegExp = /./) => {
    const message = await link.next("refused");
    expect(message.code).toBe(code);
    expect(message.sentence).toMatch(sentence);
    expect(await link.closed).toBe(POLICY_VIOLATION);
  };

  describe("before it is admitted", () => {
    it.each([
      ["text that is not JSON", "}{", "malformed_message"],
      ["JSON that is no message", "[]", "malformed_message"],
      ["a message of unknown type", '{"type":"dance"}', "malformed_message"],
      ["a message that is not a hello", '{"type":"credit","slots":1}', "protocol_breach"],
      ["a hello without its fields", '{"type":"hello","v":1}', "malformed_message"],
      ["bytes", Buffer.from([3, 1, 2]), "protocol_breach"],
      ["nothing", "", "malformed_message"],
    ])("is closed for %s", async (_what, data, code) => {
      const link = dial();
      await link.next("challenge");
      link.socket.send(data);
      await refused(link, code);
    });

    it("is closed for a hello with an unknown field", async () => {
      const identity = await network.identity("extra");
      const link = dial();
      const { challenge } = await link.next("challenge");
      const hello = await identity.hello(network.proxy.origin, challenge);
      link.socket.send(JSON.stringify({ ...hello, balance: 1 }));
      await refused(link, "malformed_message", /field "balance" is not known/);
    });

    it("is cut off in the middle of a message over the bound", async () => {
      const link = dial();
      await link.next("challenge");
      link.socket.send("x".repeat(LIMITS.helloBytes + 1));
      expect(await link.closed).toBe(TOO_LARGE);
    });

    it("is closed for a second message before the welcome", async () => {
      const identity = await network.identity("hasty");
      const link = dial();
      const { challenge } = await link.next("challenge");
      const hello = await identity.hello(network.proxy.origin, challenge);
      link.send(hello);
      link.send(hello);
      await refused(link, "protocol_breach", /before the welcome/);
      await network.listed();
    });

    it("is not a link at another path, whatever its spelling", async () => {
      const { port } = new URL(network.proxy.origin);
      for (const path of ["/", "//", "/v1/workers", "http://[", "/v1/worker/.."]) {
        const socket = connect(Number(port), "127.0.0.1");
        const head = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: proxy\r\n${head}\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
        );
        const [answer] = await new Promise<[Buffer]>((resolve) =>
          socket.once("data", (data) => resolve([data])),
        );
        expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
        socket.destroy();
      }
    });

    it("may be reset at any moment", async () => {
      const { port } = new URL(network.proxy.origin);
      const head = "Host: proxy\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
      for (const path of ["/v1/worker", "/other"]) {
        const socket = connect(Number(port), "127.0.0.1");
        socket.write(
          `GET ${path} HTTP/1.1\r\n${head}\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
        );
        socket.resetAndDestroy();
        await new Promise((resolve) => socket.once("close", resolve));
      }
    });
  });

  describe("is not admitted", () => {
    const hello = async (identity: StubIdentity, changes: object = {}, origin = network.proxy.origin) => {
      const link = dial();
      const { challenge } = await link.next("challenge");
      link.send({ ...(await identity.hello(origin, challenge)), ...changes });
      return link;
    };

    it("for a signature made for another proxy", async () => {
      const link = await hello(await network.identity("relayed"), {}, "https://other.example");
      await refused(link, "link_auth_failed", /not signed by the attested key for http/);
    });

    it("for a signature of another challenge", async () => {
      const identity = await network.identity("replayed");
      const { auth } = await identity.hello(network.proxy.origin, "00".repeat(32));
      await refused(await hello(identity, { auth }), "link_auth_failed");
    });

    it("for a signature of another key", async () => {
      const other = await network.identity("someone");
      const link = dial();
      const { challenge } = await link.next("challenge");
      const { auth } = await other.hello(network.proxy.origin, challenge);
      const mine = await (await network.identity("me")).hello(network.proxy.origin, challenge);
      link.send({ ...mine, auth });
      await refused(link, "link_auth_failed");
    });

    it("for a measurement that the policy does not approve", async () => {
      const identity = await network.identity("patched", {
        machine: { measurement: new Uint8Array(48).fill(1) },
      });
      await refused(await hello(identity), "measurement_not_approved", /not an approved image/);
    });

    it("for a root that the policy does not pin", async () => {
      const identity = await network.identity("foreign", { pki: otherPki });
      await refused(await hello(identity), "root_not_pinned");
    });

    it("for a key that has expired", async () => {
      const identity = await network.identity("old", { createdMs: Date.now() - 7_200_000 });
      await refused(await hello(identity), "key_expired");
    });

    it("for evidence that is none", async () => {
      const evidence = toBase64Url(new Uint8Array(2_000));
      await refused(await hello(await network.identity("noise"), { evidence }), "malformed_bundle");
    });

    it("for offers that the attested key has not signed", async () => {
      const identity = await network.identity("cheap");
      const { offers } = await identity.hello(network.proxy.origin, "00".repeat(32));
      const cheaper = { offers: offers.replace("1000000/", "1/") };
      await refused(await hello(identity, cheaper), "offers_signature");
    });

    it("for an offer of a model that is not attested", async () => {
      const identity = await network.identity("boaster");
      const other = await network.identity("other-model", { manifest: stubManifest("other") });
      const { offers, manifests } = await other.hello(network.proxy.origin, "00".repeat(32));
      // Signed by its own key, but for another key id: the signature covers both.
      await refused(await hello(identity, { offers, manifests }), "offers_signature");
    });

    it("without the manifest of its offer", async () => {
      const manifests = [toBase64Url(stubManifest("another"))];
      await refused(
        await hello(await network.identity("bare"), { manifests }),
        "manifest_missing",
        new RegExp(STUB_MODEL),
      );
    });
  });

  describe("once admitted", () => {
    it("is told the lease time and the signed rosters of the latest epochs", async () => {
      const one = await network.worker("first");
      const two = await network.worker("second");
      await network.listed(one, two);
      const { link } = two;
      const index = await fetch(`${network.proxy.origin}/v1/nodes`);
      const hash = index.headers.get("etag")?.slice(1, -1);
      const told = async (worker: StubLink) =>
        openRoster(fromBase64Url((await worker.next("roster")).header)).hash;
      await soon(async () => expect(await told(one.link)).toBe(hash));
      await soon(async () => expect(await told(link)).toBe(hash));
    });

    it("takes the place of the same key's older link, whose job goes on elsewhere", async () => {
      const worker = await network.worker("twice");
      const link = await network.join(worker.identity, 0);
      expect(await worker.link.closed).not.toBe(POLICY_VIOLATION);
      await network.listed(worker);
      link.send({ type: "credit", slots: 1 });
      const client = await network.client();
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      link.answer(await link.next("lease"), worker.identity);
      expect((await client.over(envelope)).state).toBe("done");
    });

    it("gets no more jobs once it drains, and those that wait for it alone come back", async () => {
      const worker = await network.worker("draining", { credit: 0 });
      const client = await network.client();
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      worker.link.send({ type: "drain" });
      worker.link.send({ type: "credit", slots: 1 });
      expect(await client.over(envelope)).toMatchObject({ state: "reseal_required", chargedNanoton: "0" });
      expect(await network.nodes()).not.toContain(worker.identity.keyId);
    });

    it("is listed until its key's life is over", async () => {
      const createdMs = Date.now() - 60_000;
      const worker = await network.worker("ageing", { createdMs, lifeMs: 62_000 });
      await network.listed(worker);
      await soon(async () => expect(await network.nodes()).not.toContain(worker.identity.keyId));
      expect(Date.now()).toBeGreaterThanOrEqual(createdMs + 62_000);
    });

    it.each([
      [
        "a second hello",
        (identity: StubIdentity) => identity.hello("http://x", "00".repeat(32)),
        "protocol_breach",
      ],
      ["garbage", async () => "}{", "malformed_message"],
      ["bytes of unknown type", async () => new Uint8Array(600).fill(9), "malformed_message"],
      ["bytes that end early", async () => new Uint8Array(20).fill(3), "malformed_message"],
      ["a negative credit", async () => ({ type: "credit", slots: -1 }), "malformed_message"],
      [
        "too many renewals",
        async () => ({ type: "renew", leases: Array(300).fill("00".repeat(16)) }),
        "malformed_message",
      ],
    ])("is closed for %s", async (_what, make, code) => {
      const { identity, link } = await network.worker("wrong");
      const message = await make(identity);
      const raw = typeof message === "string" || message instanceof Uint8Array;
      link.socket.send(raw ? message : JSON.stringify(message));
      await refused(link, code);
      await network.listed();
    });

    it("may speak of leases that it does not have: they are over", async () => {
      const worker = await network.worker("confused");
      const { link } = worker;
      const lease = "00".repeat(16);
      link.send({ type: "renew", leases: [lease] });
      link.send({ type: "done", lease, receipt: "AA" });
      link.socket.send(
        encodeAnswerPart({ type: "frame", lease, seq: 0, frame: new Uint8Array(FRAME_BYTES) }),
      );
      link.send({ type: "evidence", id: 1, bundles: [] });
      await network.listed(worker);
      expect(link.socket.readyState).toBe(link.socket.OPEN);
    });
  });

  describe("with a lease", () => {
    const leased = async (name: string) => {
      const [client, worker] = [await network.client(), await network.worker(name)];
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      return { client, envelope, ...worker, lease: await worker.link.next("lease") };
    };
    type Leased = Awaited<ReturnType<typeof leased>>;

    it.each<[string, (given: Leased) => void, RegExp]>([
      ["a frame before the header", ({ link, lease }) => link.frame(lease, 0), /before the response header/],
      [
        "a second header",
        ({ link, lease, identity }) => {
          link.header(lease, identity);
          link.header(lease, identity);
        },
        /second response header/,
      ],
      [
        "the header of another attempt",
        ({ link, lease, identity }) => link.header({ ...lease, attempt: 2 }, identity),
        /another lease's response header/,
      ],
      [
        "a frame out of order",
        ({ link, lease, identity }) => {
          link.header(lease, identity);
          link.frame(lease, 1);
        },
        /out of order/,
      ],
      [
        "an outer receipt without an answer",
        ({ link, lease, identity }) => link.done(lease, identity),
        /without an answer/,
      ],
    ])("is closed for %s, and the job costs nothing", async (_what, misbehave, sentence) => {
      const given = await leased("misbehaving");
      misbehave(given);
      await refused(given.link, "protocol_breach", sentence);
      expect((await given.client.over(given.envelope)).chargedNanoton).toBe("0");
      expect(await given.client.money()).toEqual({ paidNanoton: 0n, heldNanoton: 0n, holds: 0 });
    });

    const forgeries: [string, (given: Leased) => string][] = [
      ["signed by another key", ({ lease }) => forged(lease, {}, null)],
      [
        "of another transcript",
        ({ lease, identity }) => forged(lease, { transcript: "11".repeat(32) }, identity),
      ],
      ["of another attempt", ({ lease, identity }) => forged(lease, { attempt: 2 }, identity)],
      ["of another quote", ({ lease, identity }) => forged(lease, { quote: "1/1/1" }, identity)],
      [
        "above the ceiling",
        ({ lease, identity }) => forged(lease, { costNanoton: nanoton(1_114_112n) }, identity),
      ],
      [
        "off the grid of costs",
        ({ lease, identity }) => forged(lease, { costNanoton: nanoton(1_025n) }, identity),
      ],
      ["that is noise", () => toBase64Url(crypto.getRandomValues(new Uint8Array(200)))],
    ];
    let stranger: StubIdentity;
    beforeAll(async () => {
      stranger = await network.identity("stranger");
    });
    const forged = (lease: Leased["lease"], changes: object, identity: StubIdentity | null) => {
      const { transcript, attempt, terms } = lease;
      const about = { transcript, attempt, quote: terms.quote, costNanoton: nanoton(1024n), ...changes };
      return (identity ?? stranger).outerReceipt(about);
    };

    it.each(forgeries)(
      "is closed for an outer receipt %s, and the job costs nothing",
      async (_what, receiptOf) => {
        const given = await leased("forger");
        const { client, envelope, link, lease, identity } = given;
        link.header(lease, identity);
        for (let seq = 0; seq < 4; seq++) link.frame(lease, seq);
        link.send({ type: "done", lease: lease.lease, receipt: receiptOf(given) });
        await refused(link, "protocol_breach", /receipt that does not verify/);
        expect(await client.over(envelope)).toMatchObject({ state: "interrupted", chargedNanoton: "0" });
      },
    );

    it("is closed for an outer receipt in a running one's place", async () => {
      const { link, lease, identity } = await leased("mixer");
      link.header(lease, identity);
      link.frame(lease, 0);
      link.send({ type: "running", lease: lease.lease, receipt: forged(lease, {}, identity) });
      await refused(link, "protocol_breach", /running receipt that does not verify/);
    });

    it("is closed for running receipts without end", async () => {
      const { link, lease, identity } = await leased("flood");
      for (let seq = 0; seq < 20; seq++) link.running(lease, identity, seq + 100);
      await refused(link, "protocol_breach", /without their frames/);
    });

    it("is slowed down when it sends faster than frames are relayed, and nothing is lost", async () => {
      const { client, envelope, link, lease, identity } = await leased("fast");
      const frames = 5_000;
      link.answer(lease, identity, { frames });
      const status = await client.over(envelope);
      expect(status.state).toBe("done");
      expect((await client.stream(envelope)).filter(({ type }) => type === "frame")).toHaveLength(frames);
    });
  });

  it("writes nothing into the log that it was sent", async () => {
    const text = JSON.stringify(network.logged);
    for (const secret of ["dance", "balance", "}{", "AA=="]) expect(text).not.toContain(secret);
    expect(network.logged.some(({ event }) => event === "worker_refused")).toBe(true);
  });
});
