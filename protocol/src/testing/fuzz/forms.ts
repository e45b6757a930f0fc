import { encodeStreamRecord, StreamRecordDecoder } from "../../api/index.ts";
import { checkIntermediate, checkRoot } from "../../attestation/authority.ts";
import { checkBinding } from "../../attestation/binding.ts";
import { parseCertificate } from "../../attestation/certificate.ts";
import { EvidenceError, parseEvidenceBundle, parseReport } from "../../attestation/index.ts";
import { concatBytes, fromHex } from "../../bytes/index.ts";
import { FRAME_PLAINTEXT_BYTES } from "../../response/frame-layout.ts";
import { FramePacker } from "../../response/packer.ts";
import type { ResponseRecord } from "../../response/records.ts";
import { FrameUnpacker } from "../../response/unpacker.ts";
import { JOB } from "./messages.ts";
import { EVIDENCE, filled } from "./samples.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export const BUNDLES: readonly Bytes[] = EVIDENCE.accept.map(({ bundle }) => fromHex(bundle));
export const [PARTS] = BUNDLES.map(parseEvidenceBundle) as [ReturnType<typeof parseEvidenceBundle>];

/** A certificate with all that is read in it: its right to sign, and what it says of a chip. */
export function readCertificate(der: Bytes): void {
  const certificate = parseCertificate(der);
  const report = parseReport(PARTS.report);
  for (const read of [
    () => checkRoot(certificate),
    () => checkIntermediate(certificate),
    () => checkBinding(report, { product: "Genoa", rootClass: "simulated", vek: certificate }),
  ])
    attempt(read);
}

/** Each is read although another was refused. */
function attempt(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
  }
}

export const STREAMS = [
  concatBytes(
    encodeStreamRecord({ type: "idle" }),
    encodeStreamRecord({ type: "state", state: { state: "queued", position: 3 } }),
    encodeStreamRecord({ type: "header", header: filled(69) }),
    encodeStreamRecord({ type: "frame", seq: 0, frame: filled(512) }),
    encodeStreamRecord({ type: "end", status: JOB }),
  ),
];

/** A stream as it may arrive: in two chunks. */
export function readStream(bytes: Bytes): void {
  const decoder = new StreamRecordDecoder();
  const half = bytes.length >> 1;
  for (const chunk of [bytes.subarray(0, half), bytes.subarray(half)])
    for (const record of decoder.push(chunk)) if (record.type === "end") break;
}

/** Plaintexts of frames, one behind the other, with records that go on in the next; a receipt begins its own. */
export const FRAME_PLAINTEXTS: readonly Uint8Array[] = [
  framesOf(
    [
      { type: "delta", text: "небо 🌤 ".repeat(60) },
      { type: "tool", json: JSON.stringify({ text: "x".repeat(700) }) },
      { type: "usage", promptTokens: 31, cachedTokens: 16, completionTokens: 9 },
      { type: "error", code: "engine_failed", sentence: "It failed." },
    ],
    [{ type: "receipt", bytes: filled(600) }, { type: "end" }],
  ),
];

function framesOf(...groups: readonly (readonly ResponseRecord[])[]): Uint8Array {
  const packer = new FramePacker();
  const frames: Uint8Array[] = [];
  for (const records of groups) {
    for (const record of records) packer.add(record);
    while (!packer.isEmpty) frames.push(packer.next());
  }
  return concatBytes(...frames);
}

export function unpackFrames(bytes: Bytes): void {
  const unpacker = new FrameUnpacker();
  for (let at = 0; at < bytes.length; at += FRAME_PLAINTEXT_BYTES)
    unpacker.unpack(bytes.subarray(at, at + FRAME_PLAINTEXT_BYTES));
}
