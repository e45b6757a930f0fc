import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { RELAY_FRAMES, type ReadOptions, type Relay, RelayLostError, type RelayRecord } from "./port.ts";

export const header: RelayRecord = { type: "header", header: new Uint8Array(69).fill(7) };
export const frame = (seq: number): RelayRecord => ({
  type: "frame",
  seq,
  frame: new Uint8Array(512).fill(seq % 256),
});
export const end: RelayRecord = {
  type: "end",
  status: { jobId: "ab".repeat(32), state: "done", chargedNanoton: "16", outerReceipt: "AA", problem: null },
};

const whole = (frames: number): RelayRecord[] => [
  header,
  ...Array.from({ length: frames }, (_, seq) => frame(seq)),
  end,
];

/** All that a reader sees up to the end. */
export async function readAll(
  relay: Relay,
  key: string,
  options: Partial<ReadOptions> = {},
): Promise<RelayRecord[]> {
  const records: RelayRecord[] = [];
  const given = { from: 0, idleMs: 5_000, signal: AbortSignal.timeout(15_000), ...options };
  for await (const record of relay.read(key, given)) if (record) records.push(record);
  return records;
}

/** What every implementation of {@link Relay} must do. @param open two relays over the same storage, if it can have two */
export function relaySuite(open: () => readonly [writer: Relay, reader: Relay]): void {
  let writer: Relay;
  let reader: Relay;
  let key: string;
  beforeEach(() => {
    [writer, reader] = open();
    key = randomUUID();
  });

  const store = async (records: readonly RelayRecord[]) => {
    for (const record of records) await writer.append(key, record);
  };

  describe("a reader", () => {
    it("that comes after the end sees all of it", async () => {
      await store(whole(200));
      expect(await readAll(reader, key)).toEqual(whole(200));
    });

    it("that comes before the first record sees all of it, as it comes", async () => {
      const reading = Promise.all([readAll(reader, key), readAll(reader, key, { from: 2 })]);
      await store(whole(5));
      const [all, some] = await reading;
      expect(all).toEqual(whole(5));
      expect(some).toEqual([header, frame(2), frame(3), frame(4), end]);
    });

    it.each([0, 1, 4, 5, 1_000_000])(
      "resumes from frame %i: the header first, the end last",
      async (from) => {
        await store(whole(5));
        const frames = whole(5).filter((record) => record.type !== "frame" || record.seq >= from);
        expect(await readAll(reader, key, { from })).toEqual(frames);
      },
    );

    it("of one answer sees nothing of another", async () => {
      await store(whole(2));
      const other = randomUUID();
      for (const record of [header, frame(0)]) await writer.append(other, record);
      expect(await readAll(reader, key)).toEqual(whole(2));
    });

    it("is told when nothing comes, again and again", async () => {
      await writer.append(key, header);
      const records = reader.read(key, { from: 0, idleMs: 30, signal: AbortSignal.timeout(15_000) });
      expect((await records.next()).value).toEqual(header);
      expect((await records.next()).value).toBeNull();
      expect((await records.next()).value).toBeNull();
      await writer.append(key, end);
      const rest = [];
      for await (const record of records) if (record) rest.push(record);
      expect(rest).toEqual([end]);
    });

    it("that goes away while it waits ends", async () => {
      const left = new AbortController();
      const records = reader.read(key, { from: 0, idleMs: 60_000, signal: left.signal });
      const next = records.next();
      left.abort();
      expect(await next).toEqual({ done: true, value: undefined });
    });
  });

  it("takes what is repeated as stored, and nothing after the end", async () => {
    await store([
      header,
      header,
      frame(0),
      frame(1),
      frame(0),
      header,
      frame(1),
      frame(2),
      end,
      frame(3),
      end,
    ]);
    expect(await readAll(reader, key)).toEqual(whole(3));
  });

  it("carries an end without an answer", async () => {
    await store([end]);
    expect(await readAll(reader, key, { from: 7 })).toEqual([end]);
  });

  it("refuses a frame of an answer whose beginning it does not have, and still takes the end", async () => {
    await expect(writer.append(key, frame(9))).rejects.toThrow(RelayLostError);
    await writer.append(key, end);
    expect(await readAll(reader, key)).toEqual([end]);
  });

  it("refuses frames over its bound, and still takes the end", async () => {
    await store([header, frame(RELAY_FRAMES - 1)]);
    await expect(writer.append(key, frame(RELAY_FRAMES))).rejects.toThrow(RangeError);
    await writer.append(key, end);
    expect(await readAll(reader, key, { from: RELAY_FRAMES })).toEqual([header, end]);
  });

  it("forgets an answer when its time to live has passed", async () => {
    await store(whole(1));
    await vi.waitFor(
      async () => {
        const left = new AbortController();
        const records = reader.read(key, { from: 0, idleMs: 1, signal: left.signal });
        expect((await records.next()).value).toBeNull();
        left.abort();
      },
      { timeout: 10_000, interval: 50 },
    );
  });
}

/** The relays' time to live in these tests. */
export const TTL_MS = 1_500;
