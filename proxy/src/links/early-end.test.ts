import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { nanoton } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { STUB_COST } from "../testing/stub-link.ts";
import type { TestClient } from "../testing/test-client.ts";
import { TestNetwork } from "../testing/test-network.ts";

const LEASE_TTL_MS = 1_500;
const NOTHING = { paidNanoton: 0n, heldNanoton: 0n, holds: 0 };
const PAID = { paidNanoton: STUB_COST, heldNanoton: 0n, holds: 0 };

/** Jobs that end before their answer is whole: nobody gets for nothing what a worker did, or pays for what failed. */
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

  describe("that is cancelled", () => {
    it("while it waits costs nothing", async () => {
      const worker = await network.worker("cancel-waiting", { credit: 0 });
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      const reading = client.stream(envelope);
      expect((await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" })).status).toBe(202);
      expect((await reading).at(-1)).toMatchObject({ status: { state: "cancelled", problem: "cancelled" } });
      expect(await client.money()).toEqual(NOTHING);
    });

    it("while its prompt is computed pays for that part, by a receipt without an answer", async () => {
      const worker = await network.worker("cancel-prompt");
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
      await worker.link.next("cancel");
      worker.link.answer(lease, worker.identity, { costNanoton: nanoton(192n) });
      expect(await client.over(envelope)).toMatchObject({ state: "cancelled", chargedNanoton: "192" });
      expect(await client.money()).toEqual({ paidNanoton: 192n, heldNanoton: 0n, holds: 0 });
    });

    it("before the first frame and refused costs nothing and goes to no other candidate", async () => {
      const worker = await network.worker("cancel-leased");
      const other = await network.worker("cancel-other", { credit: 0 });
      const envelope = network.envelope([worker, other]);
      await client.post(envelope);
      const { lease } = await worker.link.next("lease");
      await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
      expect((await worker.link.next("cancel")).lease).toBe(lease);
      worker.link.send({ type: "refuse", lease, code: "cancelled" });
      other.link.send({ type: "credit", slots: 1 });
      expect((await client.over(envelope)).state).toBe("cancelled");
      expect(await client.money()).toEqual(NOTHING);
    });

    it("in mid-stream is charged to that point, by the worker's own end", async () => {
      const worker = await network.worker("cancel-streaming");
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      worker.link.header(lease, worker.identity);
      for (let seq = 0; seq < 4; seq++) worker.link.frame(lease, seq);
      for await (const record of client.records(envelope)) if (record.type === "frame") break;
      await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
      await worker.link.next("cancel");
      worker.link.done(lease, worker.identity, nanoton(512n));
      expect(await client.over(envelope)).toMatchObject({ state: "cancelled", chargedNanoton: "512" });
      expect(await client.money()).toEqual({ paidNanoton: 512n, heldNanoton: 0n, holds: 0 });
    });

    it("and whose worker does not stop ends without it, by the last running receipt", async () => {
      const worker = await network.worker("deaf");
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      worker.link.header(lease, worker.identity);
      worker.link.frame(lease, 0);
      worker.link.running(lease, worker.identity, 0, nanoton(64n));
      for await (const record of client.records(envelope)) if (record.type === "frame") break;
      await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
      const renewing = setInterval(
        () => worker.link.send({ type: "renew", leases: [lease.lease] }),
        LEASE_TTL_MS / 3,
      );
      expect(await client.over(envelope)).toMatchObject({ state: "cancelled", chargedNanoton: "64" });
      clearInterval(renewing);
    });
  });

  describe("whose deadline passes", () => {
    it("while it waits has expired, and all is released", async () => {
      const worker = await network.worker("late-waiting", { credit: 0 });
      const envelope = network.envelope([worker], { notAfterMs: Date.now() + 1_000 });
      await client.post(envelope);
      expect(await client.over(envelope)).toMatchObject({ state: "expired", problem: "deadline_exceeded" });
      expect(await client.money()).toEqual(NOTHING);
    });

    it("before the first frame has expired, and all is released", async () => {
      const worker = await network.worker("late-leased");
      const envelope = network.envelope([worker], { notAfterMs: Date.now() + 1_000 });
      await client.post(envelope);
      const { lease } = await worker.link.next("lease");
      expect((await worker.link.next("cancel")).lease).toBe(lease);
      worker.link.send({ type: "refuse", lease, code: "deadline_passed" });
      expect(await client.over(envelope)).toMatchObject({ state: "expired", problem: "deadline_exceeded" });
      expect(await client.money()).toEqual(NOTHING);
    });

    it("before the first frame costs nothing, though the worker would still answer", async () => {
      const worker = await network.worker("late-answer");
      const envelope = network.envelope([worker], { notAfterMs: Date.now() + 1_000 });
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      await worker.link.next("cancel");
      worker.link.answer(lease, worker.identity);
      expect(await client.over(envelope)).toMatchObject({ state: "expired", chargedNanoton: "0" });
      expect(await client.money()).toEqual(NOTHING);
      worker.link.send({ type: "credit", slots: 1 });
      const next = network.envelope([worker]);
      await client.post(next);
      worker.link.answer(await worker.link.next("lease"), worker.identity);
      expect(await client.over(next)).toMatchObject({ state: "done" });
    });

    it("in mid-stream pays for what was delivered: a short deadline is no discount", async () => {
      const worker = await network.worker("late-paid");
      const envelope = network.envelope([worker], { notAfterMs: Date.now() + 1_000 });
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      worker.link.header(lease, worker.identity);
      for (let seq = 0; seq < 4; seq++) worker.link.frame(lease, seq);
      await worker.link.next("cancel");
      worker.link.done(lease, worker.identity, nanoton(512n));
      expect(await client.over(envelope)).toMatchObject({
        state: "interrupted",
        problem: "deadline_exceeded",
        chargedNanoton: "512",
      });
      expect(await client.money()).toEqual({ paidNanoton: 512n, heldNanoton: 0n, holds: 0 });
    });

    it("in mid-stream is settled by the last running receipt when the worker is gone", async () => {
      const worker = await network.worker("late-streaming");
      const envelope = network.envelope([worker], { notAfterMs: Date.now() + 1_000 });
      await client.post(envelope);
      const lease = await worker.link.next("lease");
      worker.link.header(lease, worker.identity);
      for (let seq = 0; seq < 4; seq++) worker.link.frame(lease, seq);
      worker.link.running(lease, worker.identity, 3, nanoton(256n));
      await worker.link.next("cancel");
      await worker.link.kill();
      expect(await client.over(envelope)).toMatchObject({
        state: "interrupted",
        problem: "deadline_exceeded",
        chargedNanoton: "256",
      });
      expect(await client.money()).toEqual({ paidNanoton: 256n, heldNanoton: 0n, holds: 0 });
    });
  });

  it("whose reader hangs up is charged all the same", async () => {
    const worker = await network.worker("unheard");
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const lease = await worker.link.next("lease");
    worker.link.header(lease, worker.identity);
    worker.link.frame(lease, 0);
    for await (const record of client.records(envelope)) if (record.type === "frame") break;
    for (const seq of [1, 2, 3]) worker.link.frame(lease, seq);
    worker.link.done(lease, worker.identity);
    expect(await client.over(envelope)).toMatchObject({ state: "done" });
    expect(await client.money()).toEqual(PAID);
  });

  it("can't be had again for nothing: sealed anew after its answer broke, it conflicts", async () => {
    const worker = await network.worker("broken");
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const lease = await worker.link.next("lease");
    worker.link.header(lease, worker.identity);
    worker.link.frame(lease, 0);
    worker.link.running(lease, worker.identity, 0, nanoton(64n));
    worker.link.send({ type: "refuse", lease: lease.lease, code: "engine_failed" });
    expect(await client.over(envelope)).toMatchObject({ state: "interrupted", chargedNanoton: "64" });
    const again = network.envelope([worker], { requestId: envelope.header.requestId });
    expect(await client.post(again)).toMatchObject({ status: 409, body: { code: "job_id_conflict" } });
    expect(await client.money()).toEqual({ paidNanoton: 64n, heldNanoton: 0n, holds: 0 });
  });

  it("that its worker breaks off after the first frame leaves the worker's others alone", async () => {
    const { identity, link } = await network.worker("late-refusal");
    const envelope = network.envelope([{ identity, link }]);
    await client.post(envelope);
    const lease = await link.next("lease");
    link.send({ type: "credit", slots: 1 });
    const other = network.envelope([{ identity, link }]);
    await client.post(other);
    const beside = await link.next("lease");
    link.header(lease, identity);
    link.frame(lease, 0);
    link.running(lease, identity, 0, nanoton(64n));
    link.send({ type: "refuse", lease: lease.lease, code: "engine_failed" });
    expect(await client.over(envelope)).toMatchObject({
      state: "interrupted",
      problem: "stream_interrupted",
      chargedNanoton: "64",
    });
    link.answer(beside, identity);
    expect(await client.over(other)).toMatchObject({ state: "done" });
    expect(link.socket.readyState).toBe(link.socket.OPEN);
  });
});
