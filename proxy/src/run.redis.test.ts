import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FreshDatabase, freshDatabase } from "@cocoon/db/testing";
import { nanoton } from "@cocoon/protocol/money";
import { encodeSimulatedRoots, mintSimulatedPki, type SimulatedPki } from "@cocoon/protocol/testing";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type NoiseEnvelope, noiseEnvelope } from "./testing/noise-envelope.ts";
import { freePort, type OwnRedis, ownRedis } from "./testing/own-redis.ts";
import { type ProxyProcess, startProxyProcess } from "./testing/proxy-process.ts";
import { StubIdentity } from "./testing/stub-identity.ts";
import { STUB_COST, StubLink, stubFrame } from "./testing/stub-link.ts";
import { CEILING, soon, TestClient } from "./testing/test-client.ts";

const NOTHING_HELD = { heldNanoton: 0n, holds: 0 };
const SOON_MS = 60_000;

/** Real proxy processes over a real Postgres and a real Redis, killed and restarted in the middle of everything. */
describe("proxy processes", () => {
  let folder: string;
  let pki: SimulatedPki;
  let redis: OwnRedis;
  let database: FreshDatabase;
  let env: Record<string, string>;
  let identity: StubIdentity;
  let client: TestClient;
  let running: ProxyProcess[] = [];
  const links: StubLink[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cocoon-proxies-"));
    pki = await mintSimulatedPki();
    writeFileSync(join(folder, "roots.json"), encodeSimulatedRoots(pki));
  });
  beforeEach(async () => {
    const adminUrl = process.env.COCOON_TEST_DATABASE_URL;
    if (!adminUrl)
      throw new Error("set COCOON_TEST_DATABASE_URL to a Postgres whose role may create databases");
    [redis, database] = await Promise.all([ownRedis(), freshDatabase(adminUrl)]);
    const port = await freePort();
    env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url.reveal(),
      COCOON_PORT: String(port),
      COCOON_ROSTER_KEY: "a5".repeat(32),
      COCOON_MIN_EPOCH_MS: "100",
      COCOON_PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
      COCOON_SIMULATED_ROOTS: join(folder, "roots.json"),
      COCOON_LEASE_TTL_MS: "2000",
      COCOON_TAKE_OVER_MS: "2000",
    };
    await start();
    identity = await StubIdentity.create({ pki, name: "worker" });
    client = await TestClient.open(env.COCOON_PUBLIC_ORIGIN as string, database);
  });
  afterEach(async () => {
    for (const link of links.splice(0)) link.socket.terminate();
    for (const { log } of running) {
      const text = log();
      for (const secret of [client.apiKey, client.accountId, database.url, redis.url.reveal()])
        expect(text).not.toContain(secret);
    }
    await Promise.all(running.map((proxy) => proxy.kill()));
    running = [];
    await database.close();
    await redis.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function start(changes: Record<string, string> = {}): Promise<ProxyProcess> {
    const proxy = await startProxyProcess({ ...env, ...changes });
    running.push(proxy);
    return proxy;
  }

  /** The worker's link, as soon as the proxy takes it, and its node seen by clients of `at`. */
  async function joined(credit: number, origin = client.origin, at = client): Promise<StubLink> {
    const link = await soon(() => StubLink.join(origin, identity));
    links.push(link);
    if (credit > 0) link.send({ type: "credit", slots: credit });
    await soon(async () => {
      const { body } = await at.get("/v1/nodes");
      expect(body.nodes).toMatchObject([{ keyId: identity.keyId }]);
    });
    return link;
  }

  const envelope = (): NoiseEnvelope =>
    noiseEnvelope({
      keyIds: [identity.keyId],
      manifest: identity.manifest,
      notAfterMs: Date.now() + SOON_MS,
    });

  async function seen(job: NoiseEnvelope, seq: number, by = client): Promise<void> {
    for await (const record of by.records(job)) if (record.type === "frame" && record.seq === seq) return;
  }

  it("killed in mid-stream: the client hears a clear end, what was delivered is paid, nothing stays held", async () => {
    const link = await joined(1);
    const job = envelope();
    await client.post(job);
    const lease = await link.next("lease");
    link.header(lease, identity);
    for (let seq = 0; seq < 5; seq++) link.frame(lease, seq);
    link.running(lease, identity, 3, nanoton(512n));
    link.frame(lease, 5);
    await seen(job, 5);
    await running[0]?.kill();
    await link.closed;
    await start();
    await joined(1);
    const records = await client.stream(job, 4);
    expect(records.filter(({ type }) => type === "frame")).toEqual(
      [4, 5].map((seq) => ({ type: "frame", seq, frame: stubFrame(seq) })),
    );
    expect(records.at(-1)).toMatchObject({
      status: { state: "interrupted", problem: "stream_interrupted", chargedNanoton: "512" },
    });
    expect(await client.money()).toEqual({ paidNanoton: 512n, ...NOTHING_HELD });
  });

  it("killed with jobs that wait: the workers that come back answer them", async () => {
    const link = await joined(0);
    const jobs = [envelope(), envelope(), envelope()];
    for (const job of jobs) await client.post(job);
    await running[0]?.kill();
    await link.closed;
    await start();
    const again = await joined(3);
    for (const job of jobs) {
      const lease = await again.next("lease");
      expect(lease).toMatchObject({ attempt: 1, envelope: job.bytes });
      again.answer(lease, identity);
    }
    for (const job of jobs) expect(await client.over(job)).toMatchObject({ state: "done" });
    expect(await client.money()).toEqual({ paidNanoton: 3n * STUB_COST, ...NOTHING_HELD });
  });

  it("asked to stop: the running answer ends first, the waiting one stays for the next proxy", async () => {
    const link = await joined(1);
    const [job, waiting] = [envelope(), envelope()];
    await client.post(job);
    const lease = await link.next("lease");
    link.header(lease, identity);
    link.frame(lease, 0);
    await client.post(waiting);
    await seen(job, 0);
    const stopped = running[0]?.stop();
    await soon(async () => expect((await client.get("/healthz")).body).toMatchObject({ code: "stopping" }));
    expect((await client.post(envelope())).body).toMatchObject({ code: "stopping", retryable: true });
    for (let seq = 1; seq < 4; seq++) link.frame(lease, seq);
    link.done(lease, identity);
    expect(await stopped).toBe(0);
    await start();
    expect(await client.job(job)).toMatchObject({ state: "done" });
    const again = await joined(1);
    again.answer(await again.next("lease"), identity);
    expect(await client.over(waiting)).toMatchObject({ state: "done" });
    expect(await client.money()).toEqual({ paidNanoton: 2n * STUB_COST, ...NOTHING_HELD });
  });

  it("whose Redis forgot everything release each hold, and take the same bytes again", async () => {
    const link = await joined(0);
    const job = envelope();
    await client.post(job);
    expect(await client.money()).toMatchObject({ heldNanoton: CEILING, holds: 1 });
    const connection = new Redis(redis.url.reveal());
    await connection.flushall();
    connection.disconnect();
    expect(await client.over(job)).toMatchObject({
      state: "failed",
      problem: "job_lost",
      chargedNanoton: "0",
    });
    expect(await client.money()).toEqual({ paidNanoton: 0n, ...NOTHING_HELD });
    await soon(async () => expect((await client.post(job)).status).toBe(202));
    link.send({ type: "credit", slots: 1 });
    link.answer(await link.next("lease"), identity);
    expect(await client.over(job)).toMatchObject({ state: "done" });
    expect(await client.money()).toEqual({ paidNanoton: STUB_COST, ...NOTHING_HELD });
  });

  it("whose Redis is killed and comes back go on with the stream", async () => {
    const link = await joined(1);
    const job = envelope();
    await client.post(job);
    const lease = await link.next("lease");
    link.header(lease, identity);
    link.frame(lease, 0);
    await seen(job, 0);
    const restarting = redis.restart();
    for (let seq = 1; seq < 9; seq++) link.frame(lease, seq);
    link.done(lease, identity);
    await restarting;
    expect(await client.over(job)).toMatchObject({ state: "done" });
    const frames = (await client.stream(job)).filter(({ type }) => type === "frame");
    expect(frames).toHaveLength(9);
  });

  it("say that a part is away while Redis is, and serve again when it is back", async () => {
    await joined(0);
    await redis.kill();
    const job = envelope();
    expect(await client.post(job)).toMatchObject({
      status: 503,
      body: { code: "unavailable", retryable: true },
    });
    expect((await client.get("/healthz")).status).toBe(503);
    expect((await client.fetch("/metrics")).status).toBe(200);
    await redis.restart();
    await soon(async () => expect((await client.post(job)).status).toBe(202));
    await client.get(`/v1/jobs/${job.jobId}`, { method: "DELETE" });
    await client.over(job);
    expect(await client.money()).toEqual({ paidNanoton: 0n, ...NOTHING_HELD });
  });

  it("two of them are one network: post, read, cancel and live check at one, the worker at the other", async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    await start({ COCOON_PORT: String(port), COCOON_PUBLIC_ORIGIN: origin });
    const link = await joined(1, origin, client);
    const other = client.at(origin);
    const job = envelope();
    await client.post(job);
    const reading = client.stream(job);
    const lease = await link.next("lease");
    link.answer(lease, identity);
    expect((await reading).at(-1)).toMatchObject({ status: { state: "done" } });
    expect(await other.job(job)).toMatchObject({ state: "done" });

    link.send({ type: "credit", slots: 1 });
    const cancelled = envelope();
    await other.post(cancelled);
    const second = await link.next("lease");
    await client.get(`/v1/jobs/${cancelled.jobId}`, { method: "DELETE" });
    expect((await link.next("cancel")).lease).toBe(second.lease);
    link.send({ type: "refuse", lease: second.lease, code: "cancelled" });
    expect(await other.over(cancelled)).toMatchObject({ state: "cancelled" });

    const nonce = "a5".repeat(32);
    const checking = client.fetch(`/v1/nodes/${identity.keyId}/evidence?nonce=${nonce}`);
    const { id, nonces } = await link.next("attest");
    link.send({ type: "evidence", id, bundles: await identity.liveEvidence(nonces) });
    expect((await checking).status).toBe(200);

    // The proxy that took the job in dies; the other one, with the worker, goes on as if nothing had happened.
    link.send({ type: "credit", slots: 1 });
    const orphaned = envelope();
    await client.post(orphaned);
    await running[0]?.kill();
    link.answer(await link.next("lease"), identity);
    expect((await other.stream(orphaned)).at(-1)).toMatchObject({ status: { state: "done" } });
    expect(await client.money()).toEqual({ paidNanoton: 2n * STUB_COST, ...NOTHING_HELD });
  });
});
