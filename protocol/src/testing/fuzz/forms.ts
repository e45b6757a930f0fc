import {
  encodeAnswerPart,
  encodeLease,
  encodeStreamRecord,
  type ModelManifest,
  type ProxyMessage,
  StreamRecordDecoder,
  type WorkerMessage,
} from "../../api/index.ts";
import { checkIntermediate, checkRoot } from "../../attestation/authority.ts";
import { checkBinding } from "../../attestation/binding.ts";
import { parseCertificate } from "../../attestation/certificate.ts";
import {
  EvidenceError,
  parseEvidenceBundle,
  parseReport,
  productionPolicy,
  encodePolicy,
} from "../../attestation/index.ts";
import { concatBytes, fromHex, utf8 } from "../../bytes/index.ts";
import { FRAME_PLAINTEXT_BYTES } from "../../response/frame-layout.ts";
import { FramePacker } from "../../response/packer.ts";
import type { ResponseRecord } from "../../response/records.ts";
import { FrameUnpacker } from "../../response/unpacker.ts";
import { encodeNodeIndex } from "../../roster/index.ts";
import { FIXED_REQUEST } from "../../vectors/fixtures.ts";
import { EVIDENCE, filled, json } from "./samples.ts";

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

const LEASE = "0f".repeat(16);
export const LEASES = [
  encodeLease({
    lease: LEASE,
    attempt: 1,
    terms: { quote: "1/2/3", priceCeilingNanoton: "48", notAfterMs: 1_800_000_000_000 },
    envelope: filled(200),
  }),
];
export const ANSWER_PARTS = [
  encodeAnswerPart({ type: "header", lease: LEASE, header: filled(69) }),
  encodeAnswerPart({ type: "frame", lease: LEASE, seq: 7, frame: filled(512) }),
];

const WORKER_SAMPLES: readonly WorkerMessage[] = [
  {
    type: "hello",
    v: 1,
    auth: "AAAA",
    evidence: "AAAA",
    offers: "[]",
    offersSignature: "AAAA",
    manifests: ["AAAA"],
    operator: "demo",
  },
  { type: "credit", slots: 4 },
  { type: "renew", leases: [LEASE] },
  { type: "done", lease: LEASE, receipt: "AAAA" },
  { type: "refuse", lease: LEASE, code: "replayed" },
  { type: "drain" },
  { type: "evidence", id: 7, bundles: ["AAAA"] },
];
export const WORKER_MESSAGES: readonly Uint8Array[] = json(...WORKER_SAMPLES);

const PROXY_SAMPLES: readonly ProxyMessage[] = [
  { type: "challenge", challenge: "ab".repeat(32) },
  { type: "welcome", leaseTtlMs: 10_000 },
  { type: "refused", code: "unknown_key", sentence: "No." },
  { type: "cancel", lease: LEASE },
  { type: "roster", root: "ab".repeat(32) },
  { type: "attest", id: 7, nonces: ["ab".repeat(32)] },
];
export const PROXY_MESSAGES: readonly Uint8Array[] = json(...PROXY_SAMPLES);

const MODEL: ModelManifest = {
  v: 1,
  id: "demo",
  name: "Demo",
  description: { en: "A demo.", ru: "Демо." },
  gguf: { file: "demo.gguf", sha256: "ab".repeat(32), sizeBytes: 1 },
  architecture: "llama",
  parameters: 1,
  quantisation: "Q8_0",
  contextTokens: 512,
  chatTemplate: "{{ messages }}",
  engine: "llama.cpp",
};
export const MODEL_MANIFESTS: readonly Uint8Array[] = json(MODEL);
export const OFFERS: readonly Uint8Array[] = json([
  { model: "demo", manifest: "ab".repeat(32), price: "1/2/3" },
]);
export const REQUESTS: readonly Uint8Array[] = json(FIXED_REQUEST);
export const POLICIES: readonly Uint8Array[] = [
  utf8(encodePolicy(productionPolicy())),
  ...json(EVIDENCE.policy),
];

export const NODE_INDEXES = [
  encodeNodeIndex([]),
  encodeNodeIndex([
    {
      keyId: "ab".repeat(32),
      chipId: null,
      operator: "demo",
      expiresMs: 1_800_000_000_000,
      offers: "[]",
      offersSignature: "AAAA",
    },
  ]),
];

export const STREAMS = [
  concatBytes(
    encodeStreamRecord({ type: "idle" }),
    encodeStreamRecord({ type: "state", state: { state: "queued", position: 3 } }),
    encodeStreamRecord({ type: "header", header: filled(69) }),
    encodeStreamRecord({ type: "frame", seq: 0, frame: filled(512) }),
    encodeStreamRecord({
      type: "end",
      status: {
        jobId: "ab".repeat(32),
        state: "done",
        chargedNanoton: "7",
        outerReceipt: null,
        problem: null,
      },
    }),
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
