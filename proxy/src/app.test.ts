import { connect as dial, type Socket } from "node:net";
import { connect, type Database } from "@cocoon/db/connection";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { MEDIA } from "@cocoon/protocol/api";
import { productionPolicy } from "@cocoon/protocol/attestation";
import { generateEd25519, Secret } from "@cocoon/protocol/bytes";
import { parseQuote } from "@cocoon/protocol/money";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryBus } from "./bus/memory.ts";
import { NO_IDENTITY } from "./identity/settings.ts";
import { bookWithoutModels } from "./prices/price-book.ts";
import { MemoryQueue } from "./queue/memory.ts";
import { MemoryDirectory } from "./registry/memory.ts";
import { NO_REFERENCE_VALUES } from "./registry/reference-values.ts";
import { MemoryRelay } from "./relay/memory.ts";
import type { ReadOptions, RelayRecord } from "./relay/port.ts";
import { end, frame, header } from "./relay/relay.suite.ts";
import { newHolderName, type ProxyOptions, type RunningProxy, startProxy } from "./server.ts";
import { startInMemoryProxy } from "./testing/index.ts";
import { noiseEnvelope } from "./testing/noise-envelope.ts";
import { soon, TestClient } from "./testing/test-client.ts";

const API_KEY = `ck_${"s".repeat(43)}`;

const optionsOn = (database: Database, relay = new MemoryRelay(60_000)): ProxyOptions => ({
  database,
  queue: new MemoryQueue({ leaseTtlMs: 5_000, strandedAfterMs: 60_000 }),
  relay,
  bus: new MemoryBus(),
  directory: new MemoryDirectory(),
  references: NO_REFERENCE_VALUES,
  registry: null,
  holder: newHolderName(),
  policy: productionPolicy(),
  operators: "address",
  rosterKey: new Secret(generateEd25519().secretKey),
  minEpochMs: 50,
  host: "127.0.0.1",
  port: 0,
  publicOrigin: null,
  leaseTtlMs: 5_000,
  prices: bookWithoutModels(50_000),
  identity: NO_IDENTITY,
  appFiles: null,
  wallets: [],
  developmentRoutes: null,
  queueLimit: 1,
  postsPerMinute: 1_000,
  log: () => undefined,
  money: null,
  chargeSigner: null,
  unsignedLimitNanoton: null,
});

describe("a proxy whose Postgres is away", () => {
  const lines: string[] = [];
  let database: Database;
  let proxy: RunningProxy;
  beforeAll(async () => {
    database = connect({ url: "postgres://cocoon:hunter2@127.0.0.1:1/cocoon", max: 1 });
    const log = (...line: unknown[]) => void lines.push(JSON.stringify(line));
    proxy = await startInMemoryProxy({ database, policy: productionPolicy(), log });
  });
  afterAll(async () => {
    await proxy.stop(0);
    await database.close();
  });

  it("says so, to be tried again, and logs neither key nor password", async () => {
    const headers = { authorization: `Bearer ${API_KEY}`, "content-type": MEDIA.envelope };
    const post = { method: "POST", headers, body: "x" };
    for (const [path, init] of [
      ["/v1/account", { headers }],
      ["/v1/jobs", post],
      ["/healthz", {}],
      ["/v1/roster", {}],
    ] as const) {
      const response = await fetch(proxy.origin + path, init);
      expect(response.status).toBe(503);
      expect(response.headers.get("content-type")).toBe(MEDIA.problem);
      expect(response.headers.get("retry-after")).toBe("1");
      expect(await response.json()).toMatchObject({ code: "unavailable", retryable: true });
    }
    expect(lines.join()).toContain("part_away");
    for (const secret of [API_KEY.slice(3), "hunter2"]) expect(lines.join()).not.toContain(secret);
  });

  it("still serves what needs no database", async () => {
    for (const path of ["/v1/models", "/metrics"])
      expect((await fetch(proxy.origin + path)).status).toBe(200);
  });
});

/** Counts what readers have taken. */
class CountingRelay extends MemoryRelay {
  taken = 0;

  override async *read(key: string, options: ReadOptions): AsyncGenerator<RelayRecord | null> {
    for await (const record of super.read(key, options)) {
      this.taken += 1;
      yield record;
    }
  }
}

describe("a proxy", () => {
  let database: Database;
  beforeAll(async () => {
    database = await inProcessDatabase();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => database.close());

  it("reads no further ahead for a client than that one reads itself", async () => {
    const relay = new CountingRelay(60_000);
    const options = optionsOn(database, relay);
    const proxy = await startProxy(options);
    const client = await TestClient.open(proxy.origin, database);
    const { key, jobId } = await admittedJob(options, client);
    const frames = 60_000;
    await relay.append(key, header);
    for (let seq = 0; seq < frames; seq++) await relay.append(key, frame(seq));
    await relay.append(key, end);
    const socket = dial(Number(new URL(proxy.origin).port), "127.0.0.1");
    socket.pause();
    socket.write(
      `GET /v1/jobs/${jobId}/frames HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${client.apiKey}\r\n\r\n`,
    );
    const before = await steady(() => relay.taken);
    expect(before).toBeGreaterThan(0);
    // What the kernel's buffers of both ends hold is a few megabytes of the thirty.
    expect(before).toBeLessThan(frames / 2);
    await drained(socket, () => relay.taken === frames + 2);
    socket.destroy();
    await proxy.stop(0);
  });

  it("refuses jobs over the number that may be unfinished", async () => {
    const options = optionsOn(database);
    const proxy = await startProxy(options);
    const client = await TestClient.open(proxy.origin, database);
    await admittedJob(options, client);
    const full = noiseEnvelope({ keyIds: [NODE], manifest: MANIFEST });
    expect(await client.post(full, { headers: { "cocoon-quote": "1/1/1" } })).toMatchObject({
      status: 503,
      body: { code: "queue_full" },
    });
    await proxy.stop(0);
  });

  it("that can't have its port closes what it has opened", async () => {
    const proxy = await startProxy(optionsOn(database));
    const taken = startProxy({ ...optionsOn(database), port: Number(new URL(proxy.origin).port) });
    await expect(taken).rejects.toMatchObject({ code: "EADDRINUSE" });
    await proxy.stop(0);
  });

  it("that stops ends live checks and streams at once", async () => {
    const options = optionsOn(database);
    const proxy = await startProxy(options);
    const client = await TestClient.open(proxy.origin, database);
    const { jobId } = await admittedJob(options, client);
    const response = await client.fetch(`/v1/jobs/${jobId}/frames`);
    const reading = response.arrayBuffer().then(
      () => "ended",
      () => "cut",
    );
    const begunMs = Date.now();
    await proxy.stop(0);
    expect(["ended", "cut"]).toContain(await reading);
    expect(Date.now() - begunMs).toBeLessThan(5_000);
    await expect(fetch(`${proxy.origin}/healthz`)).rejects.toThrow();
  });
});

const NODE = "ab".repeat(32);
const MANIFEST = "cd".repeat(32);

/** A job that waits for a node nobody holds a link to. */
async function admittedJob({ directory, holder }: ProxyOptions, client: TestClient) {
  const offers = [{ model: "demo", manifest: MANIFEST, price: parseQuote("1/1/1") }];
  await directory.put({
    entry: {
      keyId: NODE,
      chipId: "ab".repeat(64),
      operator: "operator",
      expiresMs: Date.now() + 60_000,
      offers: "[]",
      offersSignature: "AA",
    },
    offers,
    signPk: new Uint8Array(32),
    evidence: new Uint8Array(),
    manifests: new Map(),
    holder,
    measurement: "ab".repeat(48),
    admittedMs: Date.now(),
  });
  const envelope = noiseEnvelope({ keyIds: [NODE], manifest: MANIFEST });
  expect(await client.post(envelope, { headers: { "cocoon-quote": "1/1/1" } })).toMatchObject({
    status: 202,
  });
  return { jobId: envelope.jobId, key: `${client.accountId}.${envelope.jobId}.1` };
}

/** A number once it has stopped to grow. */
async function steady(read: () => number): Promise<number> {
  let last = -1;
  let same = 0;
  await soon(() => {
    const now = read();
    same = now === last && now > 0 ? same + 1 : 0;
    last = now;
    expect(same).toBeGreaterThan(20);
  });
  return last;
}

async function drained(socket: Socket, done: () => boolean): Promise<void> {
  socket.resume();
  socket.on("data", () => undefined);
  await soon(() => expect(done()).toBe(true));
}
