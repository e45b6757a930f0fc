import { MalformedError } from "../bytes/index.ts";
import {
  APPRAISAL,
  type CheckFacts,
  type CheckGroup,
  CHECK_GROUPS,
  type CheckRow,
  GPU_APPRAISAL,
  GPU_STEPS,
  HIDES,
  STEPS,
} from "./check-list.ts";
import { type EvidenceBundle, parseEvidenceBundle } from "./evidence-bundle.ts";
import { parseDeviceEvidence } from "./gpu/device-evidence.ts";
import { namesFirmware } from "./gpu/verify.ts";
import { type KeyMaterial, parseKeyMaterial } from "./key-material.ts";
import type { AppraisalPolicy } from "./policy.ts";
import { EvidenceError, REASONS, type ReasonCode } from "./reasons.ts";
import { type AttestationReport, parseReport } from "./report.ts";
import type { NodeVerdict, VerifyNodeInput } from "./verify-node.ts";

/**
 * `not_reached`: an earlier check ended the verification, or one that this check rests on has failed.
 * `not_required`: the policy does not ask for it, or evidence of this kind has nothing to check.
 */
export type CheckState = "passed" | "failed" | "not_reached" | "not_required";

/** One check of SPEC 2 and 3 as it went. */
export interface Check {
  readonly group: CheckGroup;
  readonly code: ReasonCode;
  /** Of the code, SPEC 3.12. */
  readonly clause: string;
  readonly state: CheckState;
  /** What the check is about, put as it is when it holds. */
  readonly holds: string;
  /** What a failure means, SPEC 3.12. */
  readonly sentence: string;
}

/**
 * Which checks led to a verdict, by the groups that people think in and in the order of SPEC 3 within each. It is read off the
 * verdict and the input that the verifier had: what may not have been made is never `passed`.
 */
export function checksOf(verdict: NodeVerdict, input: VerifyNodeInput): readonly Check[] {
  const failed: readonly ReasonCode[] = verdict.ok ? [] : verdict.failures.map(({ code }) => code);
  const facts = factsOf(input, verdict);
  const checks = [
    ...inTurn(STEPS, failed, facts, true),
    ...collected(APPRAISAL, failed, facts, !hasFailed(STEPS, failed)),
    ...inTurn(GPU_STEPS, failed, facts, !hasFailed(STEPS, failed)),
    ...collected(GPU_APPRAISAL, failed, facts, !hasFailed([...STEPS, ...GPU_STEPS], failed)),
  ];
  return CHECK_GROUPS.flatMap((group) => checks.filter((check) => check.group === group));
}

type Failed = readonly ReasonCode[];
type Rows = readonly CheckRow[];

const hasFailed = (rows: Rows, failed: Failed): boolean => rows.some(({ code }) => failed.includes(code));

/** A code that can come from several places is told at the first of them, and nothing behind that one counts as made. */
function inTurn(rows: Rows, failed: Failed, facts: CheckFacts, reached: boolean): Check[] {
  const end = rows.findIndex(({ code }) => failed.includes(code));
  return rows.map((row, index) => {
    if (reached && (end === -1 || index < end))
      return check(row, isRequired(row, facts) ? "passed" : "not_required");
    return check(row, index === end ? "failed" : "not_reached");
  });
}

function collected(rows: Rows, failed: Failed, facts: CheckFacts, reached: boolean): Check[] {
  const hidden = failed.flatMap((code) => HIDES[code] ?? []);
  return rows.map((row) => {
    if (failed.includes(row.code)) return check(row, "failed");
    if (!reached) return check(row, "not_reached");
    if (!isRequired(row, facts)) return check(row, "not_required");
    return check(row, hidden.includes(row.code) ? "not_reached" : "passed");
  });
}

const isRequired = ({ required }: CheckRow, facts: CheckFacts): boolean => required?.(facts) ?? true;

const check = ({ code, group, holds }: CheckRow, state: CheckState): Check => ({
  group,
  code,
  state,
  holds,
  ...REASONS[code],
});

function factsOf({ bundle, policy, expectedNonce }: VerifyNodeInput, verdict: NodeVerdict): CheckFacts {
  const parts = readOrNull<EvidenceBundle>(() => parseEvidenceBundle(bundle));
  const material = parts && readOrNull<KeyMaterial>(() => parseKeyMaterial(parts.keyMaterial));
  const report = parts && readOrNull<AttestationReport>(() => parseReport(parts.report));
  return {
    policy,
    asked: expectedNonce !== undefined,
    mode: parts?.freshness.mode ?? null,
    hasCrl: parts !== null && parts.crl.length > 0,
    statesProduct: report !== null && report.cpuId !== null,
    signingKey: report?.signingKey ?? null,
    ...gpuFacts(verdict, policy, material, parts?.deviceEvidence ?? new Uint8Array()),
  };
}

/** That a device is a GPU is known where one was accepted, or where it would have been a failure if none were. */
function gpuFacts(
  verdict: NodeVerdict,
  { gpuTee }: AppraisalPolicy,
  material: KeyMaterial | null,
  deviceEvidence: Uint8Array,
): Pick<CheckFacts, "hasDevices" | "namesFirmware" | "demandsGpu" | "hasGpu"> {
  const hasDevices = deviceEvidence.length > 0;
  const named = hasDevices && readOrNull(() => parseDeviceEvidence(deviceEvidence).every(namesFirmware));
  const demandsGpu = gpuTee === "require" || material?.gpu.policy === "tee";
  const hasGpu = hasDevices && (demandsGpu || (verdict.ok && verdict.node.gpuTee));
  return { hasDevices, namesFirmware: named === true, demandsGpu, hasGpu };
}

/** What is not of its form says nothing, and the verifier stopped there. */
function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError || error instanceof EvidenceError) return null;
    throw error;
  }
}
