import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { MEDIA, type StreamRecord } from "@cocoon/protocol/api";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stubFrame } from "../testing/stub-link.ts";
import { soon, type TestClient } from "../testing/test-client.ts";
import { TestNetwork } from "../testing/test-network.ts";

describe("a job's stream", () => {
  let network: TestNetwork;
  let client: TestClient;
  beforeAll(async () => {
    network = await TestNetwork.open({ strandedAfterMs: 300 });
  }, OPEN_TIMEOUT_MS);
  beforeEach(async () => {
    client = await network.client();
  });
  afterEach(() => network.leave());
  afterAll(() => network.close());

  const frames = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({
      type: "frame",
      seq: from + index,
      frame: stubFrame(from + index),
    }));

  it("tells how the job waits, then the header, the frames and the end", async () => {
    const worker = await network.worker("a", { credit: 0 });
    const [before, envelope] = [network.envelope([worker]), network.envelope([worker])];
    await client.post(before);
    await client.post(envelope);
    const records: StreamRecord[] = [];
    const reading = (async () => {
      for await (const record of client.records(envelope)) if (record.type !== "idle") records.push(record);
    })();
    await soon(() => expect(records).toEqual([{ type: "state", state: { state: "queued", position: 1 } }]));
    worker.link.send({ type: "credit", slots: 1 });
    const first = await worker.link.next("lease");
    await soon(() =>
      expect(records.at(-1)).toEqual({ type: "state", state: { state: "queued", position: 0 } }),
    );
    worker.link.answer(first, worker.identity);
    worker.link.send({ type: "credit", slots: 1 });
    const lease = await worker.link.next("lease");
    await soon(() =>
      expect(records.at(-1)).toEqual({ type: "state", state: { state: "leased", position: null } }),
    );
    worker.link.answer(lease, worker.identity, { frames: 7 });
    await reading;
    const states = records.findLastIndex(({ type }) => type === "state");
    const [header, ...rest] = records.slice(states + 1);
    expect(header?.type).toBe("header");
    expect(rest.slice(0, -1)).toEqual(frames(0, 7));
    expect(rest.at(-1)).toMatchObject({ type: "end", status: { state: "done" } });
  });

  it("can be left and resumed at any frame, by any number of readers", async () => {
    const worker = await network.worker("a");
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const lease = await worker.link.next("lease");
    worker.link.header(lease, worker.identity);
    for (let seq = 0; seq < 6; seq++) worker.link.frame(lease, seq);
    for await (const record of client.records(envelope))
      if (record.type === "frame" && record.seq === 3) break;
    const readers = [0, 4, 6].map((from) => client.stream(envelope, from));
    for (let seq = 6; seq < 9; seq++) worker.link.frame(lease, seq);
    worker.link.done(lease, worker.identity);
    for (const [index, records] of (await Promise.all(readers)).entries()) {
      const told = records.filter(({ type }) => type !== "state");
      expect(told.map(({ type }) => type).slice(0, 1)).toEqual(["header"]);
      expect(told.slice(1, -1)).toEqual(frames([0, 4, 6][index] as number, 9));
    }
    expect((await client.stream(envelope, 9)).map(({ type }) => type)).toEqual(["header", "end"]);
  });

  it("does not make the worker wait for a reader that does not read", async () => {
    const worker = await network.worker("a");
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const response = await client.fetch(`/v1/jobs/${envelope.jobId}/frames`);
    expect(response.headers.get("content-type")).toBe(MEDIA.frames);
    worker.link.answer(await worker.link.next("lease"), worker.identity, { frames: 20_000 });
    expect((await client.over(envelope)).state).toBe("done");
    await response.body?.cancel();
  });

  it("ends for readers that come when the relay has nothing any more, as the ledger knows it", async () => {
    const worker = await network.worker("a");
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    worker.link.send({
      type: "refuse",
      lease: (await worker.link.next("lease")).lease,
      code: "roster_unknown",
    });
    await client.over(envelope);
    const again = network.envelope([worker], { requestId: envelope.header.requestId });
    const reading = client.stream(envelope);
    expect((await reading).at(-1)).toMatchObject({ type: "end", status: { state: "reseal_required" } });
    await client.post(again);
    expect(await client.records(again).next()).toMatchObject({ value: { type: "state" } });
  });

  it("keeps an idle line visibly alive", async () => {
    const worker = await network.worker("a", { credit: 0 });
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    for await (const record of client.records(envelope)) if (record.type === "idle") break;
    await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
    expect((await client.over(envelope)).state).toBe("cancelled");
  });

  it("is no HEAD request's, and may be open a bounded number of times", async () => {
    const worker = await network.worker("a", { credit: 0 });
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const path = `/v1/jobs/${envelope.jobId}/frames`;
    expect((await client.fetch(path, { method: "HEAD" })).status).toBe(405);
    const open = await Promise.all(Array.from({ length: 256 }, () => client.fetch(path)));
    expect(open.map(({ status }) => status)).not.toContain(429);
    expect((await client.get(path)).body).toMatchObject({ code: "rate_limited" });
    await Promise.all(open.map(async ({ body }) => body?.cancel()));
    await soon(async () => {
      const response = await client.fetch(path);
      await response.body?.cancel();
      expect(response.status).toBe(200);
    });
    await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
    await client.over(envelope);
  });
});
