import { nodeJson } from "../render.ts";
import type { Judged } from "./judge.ts";
import { machineOf } from "../../verification/machine.ts";
import { nodeOf, reasonOf } from "./machine.ts";
import type { ReferenceState } from "./reference.ts";

/** What one run has found. */
export interface Findings {
  readonly source: string;
  readonly policyName: string;
  /** Whether the policy takes simulated roots. */
  readonly development: boolean;
  readonly nowMs: number;
  /** How many nodes the proxy lists; null for a file. */
  readonly listed: number | null;
  /** The network's registry as it was applied; null where the person has chosen none. */
  readonly registry: { readonly network: number; readonly asOfMs: number } | null;
  readonly references: ReferenceState;
  readonly judged: readonly Judged[];
  /** Files that were written. */
  readonly saved: readonly string[];
}

/** Accepted is a run that has judged something and refused nothing. */
export const isAccepted = ({ judged }: Findings): boolean =>
  judged.length > 0 && judged.every(({ accepted }) => accepted);

/** The object of --json; its fields stay as the help text names them. */
export const findingsJson = (findings: Findings) => ({
  verdict: verdictOf(isAccepted(findings)),
  source: findings.source,
  policy: findings.policyName,
  nowMs: findings.nowMs,
  listed: findings.listed,
  registry: findings.registry,
  referenceValues: referencesJson(findings.references),
  nodes: findings.judged.map(judgedJson),
  saved: findings.saved,
});

const verdictOf = (accepted: boolean): "accepted" | "refused" => (accepted ? "accepted" : "refused");

const judgedJson = (judged: Judged) => {
  const node = nodeOf(judged);
  const reason = reasonOf(judged);
  const { evidence, entry } = judged;
  return {
    keyId: entry?.keyId ?? node?.keyIdHex ?? null,
    operator: entry?.operator ?? null,
    verdict: verdictOf(judged.accepted),
    code: reason?.code ?? null,
    clause: reason?.clause ?? null,
    sentence: reason?.sentence ?? null,
    checks: (evidence?.checks ?? []).map(({ group, code, clause, state }) => ({
      group,
      code,
      clause,
      state,
    })),
    machine: machineOf(evidence),
    node: node && nodeJson(node),
  };
};

function referencesJson(references: ReferenceState) {
  if (references.state !== "good") return references;
  const { issuer, class: kind, version, manifestHash, witnessedMs, expiresMs } = references.values;
  return { state: references.state, issuer, class: kind, version, manifestHash, witnessedMs, expiresMs };
}
