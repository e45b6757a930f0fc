import type * as v from "valibot";
import {
  type AccountEvent,
  type AccountStatus,
  encodeAnswerPart,
  encodeLease,
  type JobStatus,
  type LedgerPage,
  type PayerSignature,
  type TonProof,
  type ModelListing,
  parseStrictJson,
  type VoucherAnswer,
} from "../../api/index.ts";
import { encodePolicy, productionPolicy } from "../../attestation/index.ts";
import { utf8 } from "../../bytes/index.ts";
import { encodeNodeIndex } from "../../roster/index.ts";
import { FIXED_REQUEST } from "../../vectors/fixtures.ts";
import { MODEL_SAMPLE, PROXY_SAMPLES, SAMPLE_LEASE, WORKER_SAMPLES } from "../message-samples.ts";
import { EVIDENCE, filled, json } from "./samples.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export const LEASES = [
  encodeLease({
    lease: SAMPLE_LEASE,
    attempt: 1,
    terms: { quote: "1/2/3", priceCeilingNanoton: "48", notAfterMs: 1_800_000_000_000 },
    envelope: filled(200),
  }),
];
export const ANSWER_PARTS = [
  encodeAnswerPart({ type: "header", lease: SAMPLE_LEASE, header: filled(69) }),
  encodeAnswerPart({ type: "frame", lease: SAMPLE_LEASE, seq: 7, frame: filled(512) }),
];

export const WORKER_MESSAGES: readonly Uint8Array[] = json(...WORKER_SAMPLES);

export const PROXY_MESSAGES: readonly Uint8Array[] = json(...PROXY_SAMPLES);

export const MODEL_MANIFESTS: readonly Uint8Array[] = json(MODEL_SAMPLE);
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
  minimumCeilingNanoton: "1",
  workers: 1,
};
const ADDRESS = `0:${"ab".repeat(32)}`;
const ACCOUNT: AccountStatus = {
  accountId: "demo",
  availableNanoton: "7",
  heldNanoton: "0",
  grantedNanoton: "0",
  grantedHeldNanoton: "0",
  uncollectedNanoton: "0",
  wallet: ADDRESS,
  telegram: true,
  escrow: {
    address: ADDRESS,
    balanceNanoton: "7",
    depositedNanoton: "7",
    chargedNanoton: "0",
    dailyLimitNanoton: "7",
    chargedTodayNanoton: "0",
    payerKey: "cd".repeat(32),
    pending: { dailyLimitNanoton: "3", payerKey: null, atMs: 1_800_000_000_000 },
    closingAtMs: null,
    frozenUntilMs: null,
    epoch: 1,
  },
  credential: { kind: "api_key", scopes: ["jobs", "read"], budgetNanoton: null },
};
const EVENT: AccountEvent = {
  seq: "1",
  kind: "credited",
  createdMs: 1_800_000_000_000,
  data: { amountNanoton: "7", availableNanoton: "7" },
};
const PROOF: TonProof = {
  address: ADDRESS,
  network: "-239",
  stateInit: "te6ccgEBAQEAAgAAAA==",
  proof: {
    timestamp: 1_800_000_000,
    domain: { lengthBytes: 7, value: "example" },
    payload: "ef".repeat(32),
    signature: "AAAA",
  },
};
const LEDGER: LedgerPage = {
  entries: [
    { id: "1", kind: "deposit", amountNanoton: "7", job: null, createdMs: 1_800_000_000_000 },
    {
      id: "2",
      kind: "job",
      amountNanoton: "-7",
      job: {
        jobId: "ab".repeat(32),
        source: "own",
        model: "demo",
        state: "done",
        problem: null,
        outerReceipt: "AAAA",
      },
      createdMs: 1_800_000_000_000,
    },
  ],
  next: null,
};
export const JOB_STATUSES: readonly Uint8Array[] = json(JOB);
export const MODEL_LISTS: readonly Uint8Array[] = json({ models: [LISTING] });
export const ACCOUNTS: readonly Uint8Array[] = json(ACCOUNT);
export const ACCOUNT_EVENTS: readonly Uint8Array[] = json(EVENT);
export const TON_PROOFS: readonly Uint8Array[] = json(PROOF);
const SIGNED = { cumulativeNanoton: "7", validUntil: 2_000_000_000 };
const VOUCHERS: VoucherAnswer = {
  escrow: ADDRESS,
  globalId: -239,
  epoch: 1,
  last: { ...SIGNED, payerSignature: "ab".repeat(64) },
  due: { ...SIGNED, proxySignature: "cd".repeat(64) },
};
const SIGNATURE: PayerSignature = { epoch: 1, ...SIGNED, payerSignature: "ab".repeat(64) };
export const VOUCHER_ANSWERS: readonly Uint8Array[] = json(VOUCHERS, { ...VOUCHERS, last: null, due: null });
export const PAYER_SIGNATURES: readonly Uint8Array[] = json(SIGNATURE);
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
