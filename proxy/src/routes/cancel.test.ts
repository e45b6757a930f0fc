import { admit } from "@cocoon/db/jobs";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CEILING, type TestClient } from "../testing/test-client.ts";
import { type StubWorker, TestNetwork } from "../testing/test-network.ts";

let network: TestNetwork;
let worker: StubWorker;
let client: TestClient;
beforeAll(async () => {
  network = await TestNetwork.open();
  worker = await network.worker("cancel", { credit: 0 });
  client = await network.client();
}, OPEN_TIMEOUT_MS);
afterAll(() => network.close());

it("ends a job at once whose post has written its row and not yet queued it", async () => {
  const { jobId } = network.envelope([worker]);
  const { manifest } = worker.identity;
  const nowMs = Date.now();
  const admission = await admit(network.database, {
    accountId: client.accountId,
    jobId,
    envelopeHash: jobId,
    transcript: jobId,
    modelId: "test",
    manifest,
    quote: "1/1/1",
    ceilingNanoton: CEILING,
    notAfterMs: nowMs + 60_000,
    createdMs: nowMs,
  });
  expect(admission.kind).toBe("admitted");
  expect(await client.get(`/v1/jobs/${jobId}`, { method: "DELETE" })).toMatchObject({
    status: 202,
    body: { state: "cancelled", problem: "cancelled", chargedNanoton: "0" },
  });
  expect(await client.money()).toEqual({ paidNanoton: 0n, heldNanoton: 0n, holds: 0 });
});
