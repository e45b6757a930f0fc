import { disputeOf } from "@cocoon/db/jobs";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { disputeVerdict, MEDIA } from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import { costNanoton, nanoton, parseQuote } from "@cocoon/protocol/money";
import { parse } from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NoiseEnvelope } from "../testing/noise-envelope.ts";
import { STUB_PRICE } from "../testing/stub-identity.ts";
import type { Answer, TestClient } from "../testing/test-client.ts";
import { type StubWorker, TestNetwork } from "../testing/test-network.ts";
import { everyRow } from "../testing/table-snapshot.ts";

/** At the stub's price it costs 1027 nanoton: between 1024 and 1088 on the grid. */
const COUNTS = { promptTokens: 1000, cachedTokens: 31, completionTokens: 27 };
const EXACT = costNanoton(parseQuote(STUB_PRICE), COUNTS);

describe("a dispute", () => {
  let network: TestNetwork;
  let worker: StubWorker;
  let client: TestClient;
  beforeAll(async () => {
    network = await TestNetwork.open();
    worker = await network.worker("worker", { credit: 0 });
    client = await network.client();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => network.close());

  const dispute = async (
    { jobId }: NoiseEnvelope,
    receipt: Uint8Array,
    contentType: string = MEDIA.receipt,
  ): Promise<Answer> =>
    client.get(`/v1/jobs/${jobId}/dispute`, {
      method: "POST",
      headers: { "content-type": contentType },
      body: new Uint8Array(receipt),
    });

  const about = ({ header }: NoiseEnvelope, cost: bigint) => ({
    transcript: toHex(header.transcript),
    attempt: 1,
    quote: STUB_PRICE,
    costNanoton: nanoton(cost),
  });

  /** A job that was answered and charged so much. */
  async function answered(charged: bigint): Promise<NoiseEnvelope> {
    const envelope = network.envelope([worker]);
    worker.link.send({ type: "credit", slots: 1 });
    await client.post(envelope);
    worker.link.answer(await worker.link.next("lease"), worker.identity, { costNanoton: nanoton(charged) });
    expect(await client.over(envelope)).toMatchObject({ state: "done", chargedNanoton: charged.toString() });
    return envelope;
  }

  /** No count, no cost, no usage receipt. */
  const KEPT = ["account_id", "created_at", "id", "job_id", "receipt_hash", "verdict"];
  const usage = (envelope: NoiseEnvelope, cost: bigint = EXACT) =>
    worker.identity.usageReceipt(about(envelope, cost), COUNTS);

  it.each([
    [1024n, "receipts_agree"],
    [1088n, "receipts_agree"],
    [1152n, "overcharged"],
    [992n, "undercharged"],
  ])("about a charge of %d is found to be: %s; and nothing else is kept", async (charged, verdict) => {
    expect(EXACT).toBe(1027n);
    const envelope = await answered(charged);
    const answer = await dispute(envelope, usage(envelope));
    expect(parse(disputeVerdict, answer.body)).toEqual({ jobId: envelope.jobId, verdict });
    const { accountId } = client;
    expect(await disputeOf(network.database, { accountId, jobId: envelope.jobId })).toMatchObject({
      verdict,
    });
    const { disputes } = await everyRow(network.database);
    for (const row of disputes ?? []) expect(Object.keys(JSON.parse(row) as object).toSorted()).toEqual(KEPT);
    expect(disputes).not.toEqual([]);
  });

  it("is decided once", async () => {
    const envelope = await answered(1024n);
    await dispute(envelope, usage(envelope));
    const again = await dispute(envelope, usage(envelope, EXACT + 1n));
    expect(again.body).toMatchObject({ verdict: "receipts_agree" });
  });

  it("takes nothing that the worker did not sign for this job, and keeps nothing of it", async () => {
    const envelope = await answered(1024n);
    const other = await answered(1024n);
    const before = await everyRow(network.database);
    for (const receipt of [usage(other), usage(envelope).with(30, 0), new Uint8Array(9), new Uint8Array()])
      expect(await dispute(envelope, receipt)).toMatchObject({
        status: 400,
        body: { code: "receipt_invalid" },
      });
    expect(await dispute(envelope, new Uint8Array(5_000))).toMatchObject({
      body: { code: "body_too_large" },
    });
    expect(await dispute(envelope, usage(envelope), "application/json")).toMatchObject({
      body: { code: "unsupported_media_type" },
    });
    expect(await everyRow(network.database)).toEqual(before);
  });

  it("waits for the job's end, and is its own account's", async () => {
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    expect(await dispute(envelope, usage(envelope))).toMatchObject({
      status: 409,
      body: { code: "job_running" },
    });
    await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
    await client.over(envelope);
    expect(await dispute(envelope, usage(envelope))).toMatchObject({ body: { code: "receipt_invalid" } });
    const stranger = await network.client();
    expect(await stranger.get(`/v1/jobs/${envelope.jobId}/dispute`, { method: "POST" })).toMatchObject({
      body: { code: "job_not_found" },
    });
  });
});
