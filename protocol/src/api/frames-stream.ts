import * as v from "valibot";
import { ByteReader, concatBytes, MalformedError, u8, u32, utf8 } from "../bytes/index.ts";
import { JOB_STATES, jobStatus, type JobStatus } from "./http.ts";
import { count, parseStrictJson } from "./strict-json.ts";

/**
 * The body of `GET /v1/jobs/:id/frames?from=` (SPEC 8.4): records of type(1) ‖ length(4) ‖ data. States come first, then
 * the response header, then frames in order, then one `end`; `idle` keeps the connection visibly alive.
 */
export type StreamRecord =
  | { readonly type: "idle" }
  | { readonly type: "state"; readonly state: StreamState }
  | { readonly type: "header"; readonly header: Uint8Array }
  | { readonly type: "frame"; readonly seq: number; readonly frame: Uint8Array }
  | { readonly type: "end"; readonly status: JobStatus };

const streamState = v.strictObject({
  state: v.picklist(JOB_STATES),
  /** Jobs before this one for the same candidates; null once leased. */
  position: v.nullable(count(1_000_000_000)),
});
export type StreamState = v.InferOutput<typeof streamState>;

const TYPES = ["idle", "state", "header", "frame", "end"] as const;
const HEAD_BYTES = 5;
const LARGEST_RECORD_BYTES = 16_384;

export function encodeStreamRecord(record: StreamRecord): Uint8Array<ArrayBuffer> {
  const data = recordData(record);
  return concatBytes(u8(TYPES.indexOf(record.type)), u32(data.length), data);
}

function recordData(record: StreamRecord): Uint8Array {
  switch (record.type) {
    case "idle":
      return new Uint8Array();
    case "state":
      return utf8(JSON.stringify(record.state));
    case "header":
      return record.header;
    case "frame":
      return concatBytes(u32(record.seq), record.frame);
    case "end":
      return utf8(JSON.stringify(record.status));
  }
}

function decodeRecord(type: number, data: Uint8Array): StreamRecord {
  switch (TYPES[type]) {
    case "idle":
      return { type: "idle" };
    case "state":
      return {
        type: "state",
        state: parseStrictJson(streamState, data, "state record", LARGEST_RECORD_BYTES),
      };
    case "header":
      return { type: "header", header: data };
    case "frame": {
      const reader = new ByteReader(data, "frame record");
      return { type: "frame", seq: reader.u32(), frame: reader.take(reader.remaining) };
    }
    case "end":
      return { type: "end", status: parseStrictJson(jobStatus, data, "end record", LARGEST_RECORD_BYTES) };
    default:
      throw new MalformedError("stream record of unknown type");
  }
}

/** Cuts arriving bytes into records; bytes may be split anywhere. */
export class StreamRecordDecoder {
  #pending: Uint8Array<ArrayBuffer> = new Uint8Array();

  /** @throws MalformedError for an unknown type or a record over the bound. */
  *push(chunk: Uint8Array): Generator<StreamRecord> {
    const bytes = concatBytes(this.#pending, chunk);
    let at = 0;
    this.#pending = bytes;
    while (bytes.length - at >= HEAD_BYTES) {
      const head = new ByteReader(bytes.subarray(at, at + HEAD_BYTES), "record head");
      const type = head.u8();
      const length = head.u32();
      if (length > LARGEST_RECORD_BYTES) throw new MalformedError("stream record is too long");
      const [from, to] = [at + HEAD_BYTES, at + HEAD_BYTES + length];
      if (bytes.length < to) return;
      at = to;
      // A view: a copy of the rest for each record would make many small ones in one chunk cost its square.
      this.#pending = bytes.subarray(at);
      yield decodeRecord(type, bytes.slice(from, to));
    }
  }
}
