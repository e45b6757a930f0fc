import { type AppraisalPolicy, parseEvidenceBundle, REASONS, type ReasonCode } from "../attestation/index.ts";
import { toHex, u32 } from "../bytes/index.ts";
import { chipOf, developmentPolicy, mintSimulatedPki, SimulatedAttester } from "../testing/index.ts";
import { type Edits, flip } from "./edits.ts";
import { fixedWorker, HOUR_MS } from "./evidence-fixtures.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";
import { KNOB_REJECTS } from "./knob-rejects.ts";

export interface EvidenceAccept {
  readonly name: string;
  readonly clause: string;
  readonly bundle: string;
  /** The verifier's own nonce in hex; null when it asked without one. */
  readonly expectedNonce: string | null;
  readonly node: {
    readonly keyId: string;
    readonly chipId: string;
    readonly measurement: string;
    readonly ageProved: boolean;
  };
}

/** An accepted bundle after its edits, or under another policy, at another time, or for another nonce. */
export interface EvidenceReject extends Edits {
  readonly name: string;
  readonly clause: string;
  /** Every failure, in the order of SPEC 3.12. */
  readonly codes: readonly ReasonCode[];
  readonly of: string;
  readonly nowMs?: number;
  readonly expectedNonce?: string | null;
  /** What differs from the file's policy. */
  readonly policy?: Partial<AppraisalPolicy>;
}

export interface EvidenceVectors {
  readonly nowMs: number;
  readonly policy: AppraisalPolicy;
  readonly accept: readonly EvidenceAccept[];
  readonly reject: readonly EvidenceReject[];
}

/**
 * New vectors under a new simulated root. Signatures and keys are random, so that the file can't be derived again like
 * the others: a test runs what stands in it, and compares its cases with the ones made here.
 */
export async function evidenceVectors(): Promise<EvidenceVectors> {
  const pki = await mintSimulatedPki();
  const worker = await fixedWorker(new SimulatedAttester(pki, "worker-1"));
  const [nonce, other] = [fixedBytes("evidence nonce", 32), fixedBytes("evidence nonce of another", 32)];
  const [live] = await worker.live([nonce, other]);
  const node = {
    keyId: toHex(worker.keyId),
    chipId: toHex(chipOf("worker-1")),
    measurement: pki.measurements[0] as string,
  };
  return {
    nowMs: NOW_MS,
    policy: developmentPolicy(pki),
    accept: [
      {
        name: "beacon",
        clause: "SPEC 2.7",
        bundle: toHex(worker.evidence),
        expectedNonce: null,
        node: { ...node, ageProved: false },
      },
      {
        name: "nonce",
        clause: "SPEC 2.8",
        bundle: toHex(live as Uint8Array),
        expectedNonce: toHex(nonce),
        node: { ...node, ageProved: true },
      },
    ],
    reject: [
      ...formRejects(worker.evidence),
      ...tamperRejects(worker.evidence),
      ...timeRejects(),
      ...freshnessRejects(live as Uint8Array, toHex(nonce), toHex(other)),
      ...policyRejects(),
    ],
  };
}

type Case = Omit<EvidenceReject, "clause" | "of">;

const casesOf = (of: string, cases: readonly Case[]): EvidenceReject[] =>
  cases.map(({ name, ...rest }) => {
    const [first] = rest.codes;
    return { name, clause: `SPEC ${REASONS[first as ReasonCode].clause}`, of, ...rest };
  });

const formRejects = (bundle: Uint8Array): EvidenceReject[] =>
  casesOf("beacon", [
    { name: "nothing", codes: ["malformed_bundle"], cutTo: 0 },
    { name: "a byte short", codes: ["malformed_bundle"], cutTo: bundle.length - 1 },
    { name: "a byte long", codes: ["malformed_bundle"], append: "00" },
    { name: "a report over its cap", codes: ["malformed_bundle"], put: [{ at: 0, hex: toHex(u32(1185)) }] },
    {
      name: "an unknown freshness mode",
      codes: ["malformed_bundle"],
      ...flip(bundle, bundle.length - 33, 1),
    },
    { name: "a report of version 1", codes: ["unsupported_version"], put: [{ at: 4, hex: "01" }] },
    {
      name: "an unsigned byte after the signature",
      codes: ["reserved_nonzero"],
      put: [{ at: 4 + 0x330, hex: "01" }],
    },
    {
      name: "an unsigned byte inside r",
      codes: ["bad_signature_encoding"],
      put: [{ at: 4 + 0x2d0, hex: "01" }],
    },
  ]);

/** Where each part's bytes begin. */
function offsets(bundle: Uint8Array) {
  const parts = parseEvidenceBundle(bundle);
  const report = 4;
  const vek = report + parts.report.length + 4;
  const ask = vek + parts.vek.length + 4;
  const ark = ask + parts.ask.length + 4;
  const crl = ark + parts.ark.length + 4;
  const keyMaterial = crl + parts.crl.length + 4;
  return { report, vek, ask, ark, crl, keyMaterial, freshness: bundle.length - 32 };
}

function tamperRejects(bundle: Uint8Array): EvidenceReject[] {
  const at = offsets(bundle);
  return casesOf("beacon", [
    { name: "a bit of the measurement", codes: ["report_signature"], ...flip(bundle, at.report + 0x90) },
    { name: "a bit of the signature", codes: ["report_signature"], ...flip(bundle, at.report + 0x2a0) },
    { name: "a bit of the chip's certificate", codes: ["chain_signature"], ...flip(bundle, at.ask - 8) },
    { name: "a bit of the intermediate's key", codes: ["chain_signature"], ...flip(bundle, at.ask + 400) },
    { name: "a bit of the root's key", codes: ["root_not_pinned"], ...flip(bundle, at.ark + 400) },
    { name: "a bit of the revocation list", codes: ["crl_signature"], ...flip(bundle, at.keyMaterial - 8) },
    {
      name: "another character in the public key",
      codes: ["report_data_mismatch"],
      ...exchanged(bundle, at.keyMaterial + '{"v":1,"suite":"647a-0001-0002","hpkePk":"'.length),
    },
    {
      name: "a space for a brace",
      codes: ["key_material_malformed"],
      put: [{ at: at.keyMaterial, hex: "20" }],
    },
    {
      name: "a bit of the freshness",
      codes: ["report_data_mismatch", "beacon_mismatch"],
      ...flip(bundle, at.freshness),
    },
  ]);
}

/** Another letter of base64url. */
const exchanged = (bundle: Uint8Array, at: number): Edits => ({
  put: [{ at, hex: bundle[at] === 0x41 ? "42" : "41" }],
});

const timeRejects = (): EvidenceReject[] =>
  casesOf("beacon", [
    { name: "at the key's expiry", codes: ["key_expired"], nowMs: NOW_MS + HOUR_MS },
    { name: "before the key", codes: ["key_not_yet_valid"], nowMs: NOW_MS - 5 * 60_000 - 1 },
    { name: "before the certificates", codes: ["cert_time"], nowMs: Date.UTC(2023, 11, 31) },
  ]);

const freshnessRejects = (live: Uint8Array, nonce: string, other: string): EvidenceReject[] => [
  ...casesOf("nonce", [
    { name: "for another's nonce", codes: ["nonce_mismatch"], expectedNonce: other },
    { name: "without a nonce", codes: ["nonce_mismatch"], expectedNonce: null },
    { name: "by another path", codes: ["nonce_mismatch"], ...flip(live, live.length - 1) },
    {
      name: "by a path of an unknown side",
      codes: ["malformed_bundle"],
      put: [{ at: live.length - 33, hex: "02" }],
    },
  ]),
  ...casesOf("beacon", [{ name: "no answer to a nonce", codes: ["nonce_mismatch"], expectedNonce: nonce }]),
];

const policyRejects = (): EvidenceReject[] =>
  casesOf("beacon", [
    { name: "no root", codes: ["root_not_pinned"], policy: { roots: [] } },
    { name: "no approved image", codes: ["measurement_not_approved"], policy: { measurements: [] } },
    { name: "a list that is too old", codes: ["crl_stale"], policy: { crlMaxAgeMs: HOUR_MS } },
    {
      name: "ciphertext hiding required",
      codes: ["ciphertext_hiding_off"],
      policy: { ciphertextHiding: "require" },
    },
    { name: "no baseline", codes: ["no_tcb_baseline"], policy: { minTcb: [] } },
    { name: "another chip", codes: ["chip_not_allowed"], policy: { chipIds: ["00".repeat(64)] } },
    {
      name: "a provider's chips only",
      codes: ["signing_key_not_allowed"],
      policy: { signingKeys: ["VLEK"] },
    },
    { name: "a GPU required", codes: ["gpu_not_attested"], policy: { gpuTee: "require" } },
    { name: "no beacon", codes: ["beacon_not_allowed"], policy: { beaconSources: [] } },
    {
      name: "several at once",
      codes: [
        "guest_smt_allowed",
        "platform_smt_enabled",
        "measurement_not_approved",
        "gpu_not_attested",
        "key_expired",
      ],
      nowMs: NOW_MS + HOUR_MS,
      policy: { guestSmt: "forbid", platformSmt: "forbid", measurements: [], gpuTee: "require" },
    },
    ...KNOB_REJECTS,
  ]);
