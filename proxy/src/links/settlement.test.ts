import { operatorEarnings } from "@cocoon/db/ledger";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { toHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { STUB_COST, stubFrame } from "../testing/stub-link.ts";
import { CEILING, soon, type TestClient } from "../testing/test-client.ts";
import { TestNetwork } from "../testing/test-network.ts";

const LEASE_TTL_MS = 1_500;
const NOTHING = { paidNanoton: 0n, heldNanoton: 0n, holds: 0 };
const PAID = { paidNanoton: STUB_COST, heldNanoton: 0n, holds: 0 };

/** One link, one job, every way in which it can end: the job's state, the stream's end, and what became of the money. */
describe("a job", () => {
  let network: TestNetwork;
  let client: TestClient;
  beforeAll(async () => {
    network = await TestNetwork.open({ leaseTtlMs: LEASE_TTL_MS, strandedAfterMs: 300 });
  }, OPEN_TIMEOUT_MS);
  beforeEach(async () => {
    client = await network.client();
  });
  afterEach(() => network.leave());
  afterAll(() => network.close());

  it("that is answered is charged by the outer receipt; the worker's owner and the platform are paid", async () => {
    const worker = await network.worker("done");
    const envelope = network.envelope([worker]);
    expect(await client.post(envelope)).toMatchObject({ status: 202, body: { state: "queued" } });
    expect(await client.money()).toEqual({ paidNanoton: 0n, heldNanoton: CEILING, holds: 1 });
    const lease = await worker.link.next("lease");
    expect(lease).toMatchObject({ attempt: 1, envelope: envelope.bytes });
    expect(lease.terms).toEqual({
      quote: "1000000/100000/2000000",
      priceCeilingNanoton: CEILING.toString(),
      notAfterMs: envelope.header.notAfterMs,
    });
    worker.link.answer(lease, worker.identity, { frames: 5 });
    const records = await client.stream(envelope);
    const frames = records.filter((record) => record.type === "frame");
    expect(frames).toEqual([0, 1, 2, 3, 4].map((seq) => ({ type: "frame", seq, frame: stubFrame(seq) })));
    const status = await client.over(envelope);
    expect(records.at(-1)).toEqual({ type: "end", status });
    expect(status).toMatchObject({ state: "done", problem: null, chargedNanoton: STUB_COST.toString() });
    expect(status.outerReceipt).not.toBeNull();
    expect(await client.money()).toEqual(PAID);
    const { earnedNanoton } = await operatorEarnings(network.database, worker.identity.operator);
    expect(earnedNanoton).toBe((STUB_COST * 95n + 99n) / 100n);
  });

  it("waits for a free slot, and goes to whichever candidate has one first", async () => {
    const busy = await network.worker("busy", { credit: 0 });
    const idle = await network.worker("idle", { credit: 0 });
    const envelope = network.envelope([busy, idle]);
    await client.post(envelope);
    expect(await client.records(envelope).next()).toMatchObject({
      value: { state: { state: "queued", position: 0 } },
    });
    idle.link.send({ type: "credit", slots: 1 });
    idle.link.answer(await idle.link.next("lease"), idle.identity);
    expect((await client.over(envelope)).state).toBe("done");
  });

  it("gives each worker the oldest job that names it", async () => {
    const worker = await network.worker("oldest", { credit: 0 });
    const envelopes = [1, 2, 3].map(() => network.envelope([worker]));
    for (const envelope of envelopes) await client.post(envelope);
    worker.link.send({ type: "credit", slots: 3 });
    for (const { bytes } of envelopes) expect((await worker.link.next("lease")).envelope).toEqual(bytes);
  });

  describe("whose worker is lost", () => {
    it("before the first frame is answered by another candidate; the client sees one stream", async () => {
      const lost = await network.worker("lost-early");
      const other = await network.worker("other", { credit: 0 });
      const envelope = network.envelope([lost, other]);
      await client.post(envelope);
      const reading = client.stream(envelope);
      const lease = await lost.link.next("lease");
      lost.link.header(lease, lost.identity);
      await lost.link.kill();
      other.link.send({ type: "credit", slots: 1 });
      const again = await other.link.next("lease");
      expect(again.attempt).toBe(2);
      other.link.answer(again, other.identity);
      const records = await reading;
      expect(records.filter(({ type }) => type === "header")).toHaveLength(1);
      expect(records.at(-1)).toMatchObject({ status: { state: "done" } });
      expect(await client.money()).toEqual(PAID);
    });

    it("and was the only candidate is to be sealed again, and costs nothing", async () => {
      const worker = await network.worker("alone");
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      await worker.link.next("lease");
      await worker.link.kill();
      expect(await client.over(envelope)).toMatchObject({
        state: "reseal_required",
        problem: "reseal_required",
      });
      expect(await client.money()).toEqual(NOTHING);
    });

    it("after it is interrupted, charged by the last running receipt whose frame was relayed", async () => {
      const worker = await network.worker("lost-late");
      const other = await network.worker("never-asked");
      const envelope = network.envelope([worker, other]);
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      worker.link.header(lease, worker.identity);
      for (let seq = 0; seq < 5; seq++) worker.link.frame(lease, seq);
      worker.link.running(lease, worker.identity, 3, nanoton(256n));
      worker.link.running(lease, worker.identity, 4, nanoton(512n));
      worker.link.running(lease, worker.identity, 6, nanoton(768n));
      for await (const record of client.records(envelope))
        if (record.type === "frame" && record.seq === 4) break;
      worker.link.frame(lease, 5);
      for await (const record of client.records(envelope, 5)) if (record.type === "frame") break;
      await worker.link.kill();
      const records = await client.stream(envelope);
      expect(records.at(-1)).toMatchObject({
        status: { state: "interrupted", problem: "stream_interrupted", chargedNanoton: "512" },
      });
      expect(await client.money()).toEqual({ paidNanoton: 512n, heldNanoton: 0n, holds: 0 });
    });

    it("after it but before any running receipt costs nothing", async () => {
      const worker = await network.worker("lost-free");
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      worker.link.header(lease, worker.identity);
      worker.link.frame(lease, 0);
      for await (const record of client.records(envelope)) if (record.type === "frame") break;
      await worker.link.kill();
      expect(await client.over(envelope)).toMatchObject({
        state: "interrupted",
        chargedNanoton: "0",
        outerReceipt: null,
      });
      expect(await client.money()).toEqual(NOTHING);
    });

    it("without a word, its lease not renewed, goes to another", async () => {
      const silent = await network.worker("silent");
      const other = await network.worker("second", { credit: 0 });
      const envelope = network.envelope([silent, other]);
      await client.post(envelope);
      await silent.link.next("lease");
      other.link.send({ type: "credit", slots: 1 });
      const again = await other.link.next("lease");
      expect(again.attempt).toBe(2);
      expect((await silent.link.next("refused")).code).toBe("protocol_breach");
      other.link.answer(again, other.identity);
      expect((await client.over(envelope)).state).toBe("done");
    });

    it("stays with a slow worker that renews", async () => {
      const slow = await network.worker("slow");
      const envelope = network.envelope([slow]);
      await client.post(envelope);
      const lease = await slow.link.next("lease");
      const untilMs = Date.now() + 2 * LEASE_TTL_MS;
      const renewing = setInterval(
        () => slow.link.send({ type: "renew", leases: [lease.lease] }),
        LEASE_TTL_MS / 3,
      );
      await soon(async () => {
        expect((await client.job(envelope)).state).toBe("queued");
        expect(Date.now()).toBeGreaterThan(untilMs);
      });
      clearInterval(renewing);
      slow.link.answer(lease, slow.identity);
      expect((await client.over(envelope)).state).toBe("done");
    });
  });

  describe("that workers refuse", () => {
    it("is offered to the others; a fault of the envelope's own ends it when all have", async () => {
      const one = await network.worker("one");
      const two = await network.worker("two", { credit: 0 });
      const envelope = network.envelope([one, two]);
      await client.post(envelope);
      one.link.send({ type: "refuse", lease: (await one.link.next("lease")).lease, code: "open_failed" });
      two.link.send({ type: "credit", slots: 1 });
      const lease = await two.link.next("lease");
      expect(lease.attempt).toBe(2);
      two.link.send({ type: "refuse", lease: lease.lease, code: "roster_unknown" });
      expect(await client.over(envelope)).toMatchObject({
        state: "failed",
        problem: "open_failed",
        chargedNanoton: "0",
      });
      expect(await client.money()).toEqual(NOTHING);
    });

    it.each([
      ["roster_unknown", "reseal_required", "reseal_required"],
      ["key_expired", "reseal_required", "reseal_required"],
      ["replayed", "failed", "replayed"],
      ["quote_mismatch", "failed", "quote_mismatch"],
      ["a code of its own", "reseal_required", "reseal_required"],
    ])("with %s ends in %s", async (code, state, problem) => {
      const worker = await network.worker("refuser");
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      worker.link.send({ type: "refuse", lease: (await worker.link.next("lease")).lease, code });
      expect(await client.over(envelope)).toMatchObject({ state, problem });
      expect(await client.money()).toEqual(NOTHING);
    });

    it("closes the old post: a receipt for it settles nothing, and the new one is charged once", async () => {
      const old = await network.worker("old");
      const envelope = network.envelope([old]);
      await client.post(envelope);
      const lease = await old.link.next("lease");
      old.link.send({ type: "refuse", lease: lease.lease, code: "roster_unknown" });
      expect((await client.over(envelope)).state).toBe("reseal_required");
      const fresh = await network.worker("fresh");
      const again = network.envelope([fresh], { requestId: envelope.header.requestId });
      expect((await client.post(again)).status).toBe(202);
      old.link.answer(lease, old.identity);
      fresh.link.answer(await fresh.link.next("lease"), fresh.identity);
      expect((await client.over(again)).state).toBe("done");
      expect(await client.money()).toEqual(PAID);
    });
  });

  it("that runs on a link that drains ends like any other", async () => {
    const worker = await network.worker("ending");
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const lease = await worker.link.next("lease");
    worker.link.send({ type: "drain" });
    worker.link.answer(lease, worker.identity);
    expect(await client.over(envelope)).toMatchObject({ state: "done" });
  });

  it("whose candidates all went away is to be sealed again", async () => {
    const worker = await network.worker("gone", { credit: 0 });
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    await worker.link.kill();
    expect((await client.over(envelope)).state).toBe("reseal_required");
    expect(await client.money()).toEqual(NOTHING);
  });

  it("waits for a candidate whose link broke for a moment", async () => {
    const worker = await network.worker("flaky", { credit: 0 });
    const other = await network.worker("steady", { credit: 0 });
    await worker.link.kill();
    await soon(async () => expect(await network.nodes()).not.toContain(worker.identity.keyId));
    const envelope = network.envelope([other, worker]);
    await client.post(envelope);
    const link = await network.join(worker.identity);
    link.answer(await link.next("lease"), worker.identity);
    expect(await client.over(envelope)).toMatchObject({ state: "done" });
  });

  it("says who was paid by the receipt itself", async () => {
    const worker = await network.worker("receipt");
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const lease = await worker.link.next("lease");
    worker.link.answer(lease, worker.identity);
    const { outerReceipt } = await client.over(envelope);
    const { transcript, attempt, terms } = lease;
    const about = { transcript, attempt, quote: terms.quote, costNanoton: STUB_COST };
    expect(outerReceipt).toBe(worker.identity.outerReceipt(about));
    expect(transcript).toBe(toHex(envelope.header.transcript));
  });
});
