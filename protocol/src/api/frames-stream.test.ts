import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, MalformedError, u32, u8, utf8 } from "../bytes/index.ts";
import { encodeStreamRecord, type StreamRecord, StreamRecordDecoder } from "./frames-stream.ts";
import { FRAME_BYTES, RESPONSE_HEADER_BYTES } from "./worker-link.ts";

const RECORDS: readonly StreamRecord[] = [
  { type: "idle" },
  { type: "state", state: { state: "queued", position: 3 } },
  { type: "state", state: { state: "leased", position: null } },
  { type: "header", header: new Uint8Array(RESPONSE_HEADER_BYTES).fill(1) },
  { type: "frame", seq: 0, frame: new Uint8Array(FRAME_BYTES).fill(2) },
  { type: "frame", seq: 0xffff_ffff, frame: new Uint8Array(FRAME_BYTES).fill(3) },
  {
    type: "end",
    status: {
      jobId: "ab".repeat(32),
      state: "interrupted",
      chargedNanoton: "9223372036854775807",
      outerReceipt: null,
      problem: "stream_interrupted",
    },
  },
];
const STREAM = concatBytes(...RECORDS.map(encodeStreamRecord));

const decode = (...chunks: readonly Uint8Array[]): StreamRecord[] => {
  const decoder = new StreamRecordDecoder();
  return chunks.flatMap((chunk) => [...decoder.push(chunk)]);
};

const record = (type: number, data: Uint8Array) => concatBytes(u8(type), u32(data.length), data);

describe("a stream of records", () => {
  it("comes back as it was written, split anywhere", () => {
    const cuts = fc.array(fc.nat(STREAM.length), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (at) => {
        const ends = [...at, STREAM.length].sort((a, b) => a - b);
        const chunks = ends.map((end, i) => STREAM.subarray(ends[i - 1] ?? 0, end));
        expect(decode(...chunks)).toEqual(RECORDS);
      }),
    );
    expect(decode(...Array.from(STREAM, (byte) => u8(byte)))).toEqual(RECORDS);
  });

  it("keeps what follows for who reads one record at a time", () => {
    const decoder = new StreamRecordDecoder();
    for (const expected of RECORDS) {
      const { value } = decoder.push(expected === RECORDS[0] ? STREAM : new Uint8Array()).next();
      expect(value).toEqual(expected);
    }
    expect([...decoder.push(new Uint8Array())]).toEqual([]);
  });

  it("takes many small records in one chunk in time that grows with their number only", () => {
    const count = 200_000;
    const chunk = new Uint8Array(count * 5);
    const startedMs = performance.now();
    expect(decode(chunk)).toHaveLength(count);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it.each([
    ["of an unknown type", record(5, new Uint8Array())],
    ["over its bound, before its data has come", concatBytes(u8(0), u32(16_385))],
    ["with a state that there is none of", record(1, utf8('{"state":"gone","position":null}'))],
    ["with a state that is not JSON", record(1, utf8("queued"))],
    ["with a frame that ends in its number", record(3, new Uint8Array(3))],
    ["with an end that says too little", record(4, utf8('{"state":"done"}'))],
  ])("refuses a record %s", (_, bytes) => {
    expect(() => decode(bytes)).toThrow(MalformedError);
  });
});
