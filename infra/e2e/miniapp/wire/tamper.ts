import { encodeStreamRecord, type StreamRecord, StreamRecordDecoder } from "@cocoon/protocol/api";
import type { Tampering } from "./wire.ts";

const FRAMES = /^\/v1\/jobs\/[0-9a-f]+\/frames$/;
const JOB = /^\/v1\/jobs\/[0-9a-f]+$/;

/** Tells the end without the last frame, as a proxy does that keeps the rest of an answer to itself. */
export const truncated: Tampering = { path: FRAMES, stream: withoutLastFrame };

/** Holds each frame until another one follows. */
async function* withoutLastFrame(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new StreamRecordDecoder();
  let held: StreamRecord | null = null;
  for await (const chunk of body)
    for (const record of decoder.push(chunk)) {
      if (record.type !== "frame") {
        yield encodeStreamRecord(record);
        continue;
      }
      if (held) yield encodeStreamRecord(held);
      held = record;
    }
}

/** Changes one bit of a frame, and of each after it. */
export const forged = (from: number): Tampering => ({
  path: FRAMES,
  stream: (body) =>
    records(body, (record) =>
      record.type === "frame" && record.seq >= from ? { ...record, frame: flipped(record.frame) } : record,
    ),
});

/** The receipt that settles the job, as the proxy shows it, is not what the machine signed. */
export const forgedReceipt: readonly Tampering[] = [
  {
    path: FRAMES,
    stream: (body) =>
      records(body, (record) =>
        record.type === "end" ? { ...record, status: otherReceipt(record.status) } : record,
      ),
  },
  { path: JOB, body: (body) => json<Receipted>(body, otherReceipt) },
];

type Receipted = { readonly outerReceipt: string | null };

/** Its first character is of the signature. */
function otherReceipt<T extends Receipted>(status: T): T {
  const { outerReceipt } = status;
  if (outerReceipt === null) return status;
  return { ...status, outerReceipt: (outerReceipt.startsWith("A") ? "B" : "A") + outerReceipt.slice(1) };
}

/** What the app takes for the approved software is another: every machine of the network runs something else. */
export const otherSoftware: Tampering = {
  path: /^\/app\/development\.json$/,
  body: (body) =>
    json(body, (policy: Record<string, unknown>) => ({
      ...policy,
      // Without keys there are no signed values, and the list in the policy counts.
      referenceKeys: undefined,
      measurements: ["11".repeat(48)],
    })),
};

function json<T>(body: Uint8Array, change: (value: T) => unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(change(JSON.parse(new TextDecoder().decode(body)) as T)));
}

async function* records(
  body: AsyncIterable<Uint8Array>,
  change: (record: StreamRecord) => StreamRecord | null,
): AsyncGenerator<Uint8Array> {
  const decoder = new StreamRecordDecoder();
  for await (const chunk of body)
    for (const record of decoder.push(chunk)) {
      const changed = change(record);
      if (changed) yield encodeStreamRecord(changed);
    }
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}
