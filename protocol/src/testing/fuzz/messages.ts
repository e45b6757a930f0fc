import type * as v from "valibot";
import {
  type AccountStatus,
  encodeAnswerPart,
  encodeLease,
  type JobStatus,
  type LedgerPage,
  type ModelListing,
  type ModelManifest,
  parseStrictJson,
  type ProxyMessage,
  type WorkerMessage,
} from "../../api/index.ts";
import { encodePolicy, productionPolicy } from "../../attestation/index.ts";
import { utf8 } from "../../bytes/index.ts";
import { encodeNodeIndex } from "../../roster/index.ts";
import { FIXED_REQUEST } from "../../vectors/fixtures.ts";
import { EVIDENCE, filled, json } from "./samples.ts";

type Bytes = Uint8Array<ArrayBuffer>;

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
  { type: "roster", header: "AAAA" },
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

export const JOB: JobStatus = {
  jobId: "ab".repeat(32),
  state: "done",
  chargedNanoton: "7",
  outerReceipt: null,
  problem: null,
};
const LISTING: ModelListing = {
  id: "demo",
  manifest: "ab".repeat(32),
  name: "Demo",
  description: { en: "A demo.", ru: "Демо." },
  parameters: 1,
  quantisation: "Q8_0",
  contextTokens: 512,
  lowestQuote: "1/2/3",
  highestQuote: "1/2/3",
  workers: 1,
};
const ACCOUNT: AccountStatus = { accountId: "demo", availableNanoton: "7", heldNanoton: "0" };
const LEDGER: LedgerPage = {
  entries: [
    {
      id: "1",
      kind: "grant",
      availableNanoton: "7",
      heldNanoton: "-7",
      jobId: null,
      createdMs: 1_800_000_000_000,
    },
  ],
  next: null,
};
export const JOB_STATUSES: readonly Uint8Array[] = json(JOB);
export const MODEL_LISTS: readonly Uint8Array[] = json({ models: [LISTING] });
export const ACCOUNTS: readonly Uint8Array[] = json(ACCOUNT);
export const LEDGER_PAGES: readonly Uint8Array[] = json(LEDGER);

/** As a client reads a proxy's answers. */
export const parserOf =
  (schema: v.GenericSchema) =>
  (bytes: Bytes): unknown =>
    parseStrictJson(schema, bytes, "answer", 2 * 1024 * 1024);

export const NODE_INDEXES = [
  encodeNodeIndex([]),
  encodeNodeIndex([
    {
      keyId: "ab".repeat(32),
      chipId: "cd".repeat(64),
      operator: "demo",
      expiresMs: 1_800_000_000_000,
      offers: "[]",
      offersSignature: "AAAA",
    },
  ]),
];
