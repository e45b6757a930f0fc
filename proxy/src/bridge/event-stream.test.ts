import { afterEach, expect, it, vi } from "vitest";
import { pipeEvents } from "./event-stream.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const HEARTBEAT = ":\n\n";

/** A stream that a test feeds, and what it was asked for. */
function source() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const state = { pulls: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (own) => {
        controller = own;
      },
      pull: () => {
        state.pulls += 1;
      },
      cancel: () => {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const feed = (text: string) => controller?.enqueue(bytes(text));
  return {
    stream,
    state,
    feed,
    end: () => controller?.close(),
    fail: () => controller?.error(new Error("reset")),
  };
}

function piped(heartbeatMs: number) {
  const from = source();
  const ends = { count: 0 };
  const onEnd = () => {
    ends.count += 1;
  };
  const reader = pipeEvents(from.stream, { heartbeatMs, onEnd }).getReader();
  const next = async () => {
    const { value } = await reader.read();
    return value && new TextDecoder().decode(value);
  };
  return { ...from, ends, reader, next };
}

const LONG_MS = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

it("asks the bridge for more only when the reader has taken what there was", async () => {
  const endless = { pulls: 0 };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        endless.pulls += 1;
        controller.enqueue(bytes("data: x\n\n"));
      },
    },
    { highWaterMark: 0 },
  );
  const reader = pipeEvents(stream, { heartbeatMs: LONG_MS, onEnd: () => undefined }).getReader();
  for (let read = 1; read <= 20; read += 1) {
    await reader.read();
    expect(endless.pulls).toBeLessThanOrEqual(read);
  }
  expect(endless.pulls).toBeGreaterThanOrEqual(19);
  await reader.cancel();
});

it("gives a comment where the bridge is silent between events", async () => {
  const { next, feed, reader } = piped(5);
  feed("\n");
  expect([await next(), await next(), await next()]).toEqual([HEARTBEAT, "\n", HEARTBEAT]);
  feed("data: x\n\n");
  expect([await next(), await next()]).toEqual(["data: x\n\n", HEARTBEAT]);
  await reader.cancel();
});

it("puts nothing into an event that has not come whole", async () => {
  vi.useFakeTimers();
  const { next, feed, reader } = piped(5);
  expect(await next()).toBe(HEARTBEAT);
  feed("id: 1\ndata: be");
  expect(await next()).toBe("id: 1\ndata: be");
  const rest = next();
  // Many heartbeats would have come by then.
  await vi.advanceTimersByTimeAsync(100);
  feed("gun\r\n\r\n");
  expect(await rest).toBe("gun\r\n\r\n");
  const heartbeat = next();
  await vi.advanceTimersByTimeAsync(5);
  expect(await heartbeat).toBe(HEARTBEAT);
  await reader.cancel();
});

it.each([
  ["ends", "end"],
  ["fails", "fail"],
] as const)("ends where the bridge %s, and says so once", async (_, how) => {
  const { next, ends, ...from } = piped(LONG_MS);
  expect(await next()).toBe(HEARTBEAT);
  from[how]();
  expect(await next()).toBeUndefined();
  expect(ends.count).toBe(1);
});

it("lets the bridge go when the reader does", async () => {
  const { reader, state, ends } = piped(LONG_MS);
  await reader.cancel();
  expect([state.cancelled, ends.count]).toEqual([true, 1]);
});

it("ends an event that is longer than any message, however it is cut", async () => {
  const { next, feed, state } = piped(LONG_MS);
  expect(await next()).toBe(HEARTBEAT);
  const part = "x".repeat(100_000);
  for (const text of [`data: ${part}\n\ndata: ${part}`, part]) {
    feed(text);
    expect(await next()).toBe(text);
  }
  feed(part);
  expect(await next()).toBeUndefined();
  expect(state.cancelled).toBe(true);
});

it("knows the end of an event when it comes byte by byte", async () => {
  const { next, feed, reader } = piped(LONG_MS);
  expect(await next()).toBe(HEARTBEAT);
  const event = `data: ${"x".repeat(1_000)}`;
  for (let count = 0; count < 300; count += 1)
    for (const part of [event, "\r", "\n", "\r", "\n"]) {
      feed(part);
      expect(await next()).toBe(part);
    }
  await reader.cancel();
});
