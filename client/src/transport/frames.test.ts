import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  encodeStreamRecord,
  FRAME_BYTES,
  type JobStatus,
  RESPONSE_HEADER_BYTES,
  type StreamRecord,
} from "@cocoon/protocol/api";
import { Secret } from "@cocoon/protocol/bytes";
import { afterEach, describe, expect, it } from "vitest";
import { anySignal, Wake } from "../ports.ts";
import { type FramesEvent, readFrames } from "./frames.ts";
import { Http } from "./http.ts";
import { ProxyApi } from "./proxy-api.ts";

const JOB = "ab".repeat(32);
const DONE: JobStatus = { jobId: JOB, state: "done", chargedNanoton: "7", outerReceipt: null, problem: null };
const header = (fill: number): StreamRecord => ({
  type: "header",
  header: new Uint8Array(RESPONSE_HEADER_BYTES).fill(fill),
});
const frame = (seq: number): StreamRecord => ({
  type: "frame",
  seq,
  frame: new Uint8Array(FRAME_BYTES).fill(seq),
});
const end: StreamRecord = { type: "end", status: DONE };

/** What one connection serves, given the frame it asks for; `break` drops the socket in mid-answer. */
type Connection = (from: number) => readonly (StreamRecord | "break" | "hang")[];

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** A real HTTP server that serves each connection from its own script; `asked` is what `from` each one had. */
async function serve(...connections: readonly Connection[]): Promise<{ api: ProxyApi; asked: number[] }> {
  const asked: number[] = [];
  const script = [...connections];
  server = createServer((request, response) => {
    const from = Number(new URL(request.url ?? "", "http://x").searchParams.get("from"));
    asked.push(from);
    answer(response, script.shift()?.(from) ?? [end]);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const proxyUrl = `http://127.0.0.1:${port}`;
  return { api: new ProxyApi(new Http({ proxyUrl, apiKey: new Secret("ck_x"), fetch })), asked };
}

function answer(response: ServerResponse, records: ReturnType<Connection>): void {
  response.writeHead(200);
  for (const record of records) {
    if (record === "hang") return;
    if (record === "break") return void setImmediate(() => response.destroy());
    response.write(encodeStreamRecord(record));
  }
  response.end();
}

async function collect(
  api: ProxyApi,
  options: { untilMs?: number; signal?: AbortSignal; retryMs?: number; onFrame?: (wake: Wake) => void } = {},
): Promise<FramesEvent[]> {
  const events: FramesEvent[] = [];
  const { signal, retryMs = 5, onFrame } = options;
  const wake = new Wake();
  const open = (from: number, again: AbortSignal) =>
    api.frames(JOB, from, anySignal(signal ? [signal, again] : [again]));
  const untilMs = options.untilMs ?? Date.now() + 10_000;
  for await (const event of readFrames({ open, untilMs, clock: Date.now, wake, signal, retryMs })) {
    events.push(event);
    if (event.type === "frame" || event.type === "reconnecting") onFrame?.(wake);
  }
  return events;
}

const seqs = (events: readonly FramesEvent[]) =>
  events.flatMap((event) => (event.type === "frame" ? [event.seq] : []));

describe("reading frames", () => {
  it("gives header, frames and end of a stream that holds", async () => {
    const { api } = await serve(() => [
      { type: "state", state: { state: "queued", position: 2 } },
      { type: "idle" },
      header(1),
      frame(0),
      frame(1),
      end,
    ]);
    const events = await collect(api);
    expect(events.map(({ type }) => type)).toEqual(["state", "header", "frame", "frame", "end"]);
  });

  it("resumes from the next frame after a broken connection, each frame once", async () => {
    const { api, asked } = await serve(
      () => [header(1), frame(0), frame(1), "break"],
      (from) => [header(1), frame(from), frame(from + 1), end],
    );
    const events = await collect(api);
    expect(seqs(events)).toEqual([0, 1, 2, 3]);
    const broke = events.findIndex(({ type }) => type === "reconnecting");
    expect(asked).toEqual([0, seqs(events.slice(0, broke)).length]);
    expect(events.filter(({ type }) => type === "header")).toHaveLength(1);
  });

  it("drops frames that a resumed stream repeats", async () => {
    const { api } = await serve(
      () => [header(1), frame(0), frame(1), "break"],
      () => [header(1), frame(0), frame(1), frame(2), end],
    );
    expect(seqs(await collect(api))).toEqual([0, 1, 2]);
  });

  it("takes a stream that ends without its end record for broken", async () => {
    const { api, asked } = await serve(
      () => [header(1), frame(0)],
      (from) => [header(1), frame(from), end],
    );
    expect(seqs(await collect(api))).toEqual([0, 1]);
    expect(asked).toEqual([0, 1]);
  });

  it("refuses a second header, for it is another worker's answer", async () => {
    const { api } = await serve(
      () => [header(1), frame(0)],
      () => [header(2), frame(1), end],
    );
    await expect(collect(api)).rejects.toMatchObject({ code: "stream_forged" });
  });

  it("refuses a gap", async () => {
    const { api } = await serve(() => [header(1), frame(0), frame(2), end]);
    await expect(collect(api)).rejects.toMatchObject({ code: "stream_incomplete" });
  });

  it("refuses a frame before the header", async () => {
    const { api } = await serve(() => [frame(0), end]);
    await expect(collect(api)).rejects.toMatchObject({ code: "answer_malformed" });
  });

  it("makes a connection anew that has stood silent while the device slept", async () => {
    const { api, asked } = await serve(
      () => [header(1), frame(0), "hang"],
      (from) => [header(1), frame(from), end],
    );
    const events = await collect(api, { onFrame: (wake) => setImmediate(() => wake.wake()) });
    expect(seqs(events)).toEqual([0, 1]);
    expect(asked).toEqual([0, 1]);
  });

  it("does not sit out a pause once the device is awake", async () => {
    const { api } = await serve(
      () => [header(1), frame(0), "break"],
      (from) => [header(1), frame(from), end],
    );
    const startedMs = Date.now();
    const wakes = { onFrame: (wake: Wake) => setTimeout(() => wake.wake(), 20), retryMs: 60_000 };
    expect(seqs(await collect(api, { ...wakes, untilMs: startedMs + 600_000 }))).toEqual([0, 1]);
    expect(Date.now() - startedMs).toBeLessThan(30_000);
  });

  it("is asked for once more past its time: the device may have slept through it", async () => {
    const { api, asked } = await serve(
      () => [header(1), frame(0), "break"],
      (from) => [header(1), frame(from), "break"],
      () => [end],
    );
    const reading = collect(api, { untilMs: Date.now() - 1 });
    await expect(reading).rejects.toMatchObject({ code: "network_failed" });
    expect(asked).toEqual([0, 1]);
  });

  it("gives up at the deadline with a sentence", async () => {
    const { api } = await serve();
    server?.close();
    server?.closeAllConnections();
    await expect(collect(api, { untilMs: Date.now() + 50 })).rejects.toMatchObject({
      code: "network_failed",
    });
  });

  it("ends at once when the caller aborts a hanging stream", async () => {
    const { api } = await serve(() => [header(1), "hang"]);
    const abort = new AbortController();
    const reading = collect(api, { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(reading).rejects.toMatchObject({ code: "aborted" });
  });
});
