import {
  FRAME_BYTES,
  type JobStatus,
  RESPONSE_HEADER_BYTES,
  type StreamRecord,
  StreamRecordDecoder,
  type StreamState,
} from "@cocoon/protocol/api";
import { equalBytes, MalformedError } from "@cocoon/protocol/bytes";
import { ClientError, clientError } from "../errors.ts";
import { anySignal, type Clock, pause, Wake } from "../ports.ts";

/** What a job's stream brings: each frame once and in order, whatever happened to the connection. */
export type FramesEvent =
  | { readonly type: "state"; readonly state: StreamState }
  | { readonly type: "header"; readonly header: Uint8Array }
  | { readonly type: "frame"; readonly seq: number; readonly frame: Uint8Array }
  | { readonly type: "end"; readonly status: JobStatus }
  | ({ readonly type: "reconnecting" } & Reconnecting);

export interface Reconnecting {
  readonly retryInMs: number;
  /** What the proxy answered; null where the connection broke, or none came about. */
  readonly refusal: ClientError | null;
}

export interface FramesOptions {
  /** The bytes of the stream from frame `from` on, until `again` aborts. */
  readonly open: (from: number, again: AbortSignal) => AsyncIterable<Uint8Array>;
  /** When to give up reconnecting, Unix milliseconds. After it the stream is asked for once more: the device may have slept. */
  readonly untilMs: number;
  /** A connection that stood while the device slept may be dead without a sign: at a wake it is made anew. */
  readonly wake?: Wake | undefined;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** The first wait before a reconnect; it doubles up to five seconds until a frame arrives. */
  readonly retryMs?: number;
}

const RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;
/** Refusals of a proxy that is restarting or has lost a part for a moment. */
const PASSING: ReadonlySet<string> = new Set([
  "network_failed",
  "stopping",
  "unavailable",
  "rate_limited",
  "internal",
]);

/**
 * One job's stream to its `end`, resumed from the next frame when the connection breaks.
 * @throws ClientError when it can't be resumed: the deadline passed, the job is gone, or the bytes are not of the form.
 */
export async function* readFrames(options: FramesOptions): AsyncGenerator<FramesEvent, void, undefined> {
  const { wake = new Wake() } = options;
  const cursor = new Cursor();
  let failures = 0;
  let isLast = false;
  for (;;) {
    let refusal: ClientError | null = null;
    const again = wake.signal;
    try {
      for await (const record of decoded(options.open(cursor.next, again))) {
        if (!cursor.accepts(record)) continue;
        if (record.type === "frame") failures = 0;
        yield record;
        if (record.type === "end") return;
      }
    } catch (error) {
      const woken = again.aborted && !options.signal?.aborted;
      if (!(error instanceof ClientError) || !(woken || PASSING.has(error.code))) throw error;
      refusal = woken ? null : refusalIn(error);
    }
    if (again.aborted) failures = 0;
    const retryInMs = Math.min((options.retryMs ?? RETRY_MS) * 2 ** failures++, LONGEST_RETRY_MS);
    if (options.clock() + retryInMs > options.untilMs) {
      if (isLast) throw clientError("network_failed", "the stream did not resume in time");
      isLast = true;
    }
    yield { type: "reconnecting", retryInMs, refusal };
    await pause(retryInMs, anySignal([wake.signal, ...(options.signal ? [options.signal] : [])]));
    if (options.signal?.aborted) throw clientError("aborted");
  }
}

export const refusalIn = (error: ClientError): ClientError | null =>
  error.code === "network_failed" ? null : error;

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<StreamRecord, void, undefined> {
  const decoder = new StreamRecordDecoder();
  try {
    for await (const chunk of bytes) yield* decoder.push(chunk);
  } catch (error) {
    if (error instanceof MalformedError) throw clientError("answer_malformed", error.message);
    throw error;
  }
}

/** Where in the stream the client stands; tells a record that is new from one repeated after a resume. */
class Cursor {
  next = 0;
  #header: Uint8Array | null = null;

  accepts(record: StreamRecord): record is Exclude<StreamRecord, { type: "idle" }> {
    switch (record.type) {
      case "idle":
        return false;
      case "header":
        return this.#acceptsHeader(record.header);
      case "frame":
        return this.#acceptsFrame(record.seq, record.frame);
      default:
        return true;
    }
  }

  #acceptsHeader(header: Uint8Array): boolean {
    if (header.length !== RESPONSE_HEADER_BYTES)
      throw clientError("answer_malformed", "response header length");
    // One header per transcript: a second would be another worker's answer under the same job.
    if (this.#header && !equalBytes(this.#header, header))
      throw clientError("stream_forged", "a second header");
    const first = this.#header === null;
    this.#header = header;
    return first;
  }

  #acceptsFrame(seq: number, frame: Uint8Array): boolean {
    if (frame.length !== FRAME_BYTES) throw clientError("answer_malformed", "frame length");
    if (!this.#header) throw clientError("answer_malformed", "a frame before the header");
    if (seq > this.next) throw clientError("stream_incomplete", `frame ${this.next} is missing`);
    if (seq < this.next) return false;
    this.next++;
    return true;
  }
}
