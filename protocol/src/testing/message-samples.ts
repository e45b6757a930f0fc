import type { ModelManifest, ProxyMessage, WorkerMessage } from "../api/index.ts";

export const SAMPLE_LEASE = "0f".repeat(16);

/** One of each message that a worker sends, in its form; what is carried inside is nothing real. */
export const WORKER_SAMPLES: readonly WorkerMessage[] = [
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
  { type: "renew", leases: [SAMPLE_LEASE] },
  { type: "running", lease: SAMPLE_LEASE, receipt: "AAAA" },
  { type: "done", lease: SAMPLE_LEASE, receipt: "AAAA" },
  { type: "refuse", lease: SAMPLE_LEASE, code: "replayed" },
  { type: "drain" },
  { type: "evidence", id: 7, bundles: ["AAAA"] },
  { type: "offers", offers: "[]", offersSignature: "AAAA" },
];

/** The same of a proxy. */
export const PROXY_SAMPLES: readonly ProxyMessage[] = [
  { type: "challenge", challenge: "ab".repeat(32) },
  { type: "welcome", leaseTtlMs: 10_000 },
  { type: "refused", code: "unknown_key", sentence: "No." },
  { type: "cancel", lease: SAMPLE_LEASE },
  { type: "roster", header: "AAAA" },
  { type: "attest", id: 7, nonces: ["ab".repeat(32)] },
  { type: "prices", prices: [{ model: "demo", quote: "1/2/3" }] },
];

export const MODEL_SAMPLE: ModelManifest = {
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
