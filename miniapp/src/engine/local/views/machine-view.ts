import type { Judgement, Rejection } from "@cocoon/client";
import { evidenceOf, type JudgedEvidence } from "@cocoon/client/verification";
import { type Check, type VerifiedNode } from "@cocoon/protocol/attestation";
import { toHex } from "@cocoon/protocol/bytes";
import type { CheckId, CheckLine, MachineView } from "../../port.ts";
import { checkOf, checkOfRefusal } from "./check-of.ts";
import { type FactsOf, gpuFacts, keyFacts, reportFacts } from "./facts.ts";

/** In the order in which they are shown. */
const ORDER: readonly CheckId[] = [
  "hardware",
  "firmware",
  "settings",
  "image",
  "key",
  "freshness",
  "gpu",
  "model",
  "listed",
  "receipt",
];

export interface Found {
  readonly keyId: string;
  readonly operator: string;
  /** The newest judgement of its evidence; null where none came. */
  readonly judgement: Judgement | null;
  /** Why it is not used; null for a machine that is. */
  readonly rejection: Pick<Rejection, "code" | "sentence"> | null;
}

/** All that was found of one machine, each check as it went: what may not have been made is never `passed`. */
export async function machineViewOf(found: Found): Promise<MachineView> {
  const { keyId, operator, judgement, rejection } = found;
  const evidence = judgement && (await evidenceOf(judgement.verdict, judgement.input));
  const node = evidence?.verdict.ok ? evidence.verdict.node : null;
  const report = evidence?.report ?? null;
  const chip = report?.report.chipId.some((byte) => byte !== 0) ? toHex(report.report.chipId) : null;
  return {
    keyId,
    operator,
    simulated: node ? node.simulated : report?.rootClass === "simulated",
    accepted: rejection === null && node !== null,
    checkedMs: judgement?.input.nowMs ?? Date.now(),
    checks: linesOf(found, evidence, node),
    chipId: node?.chipId ?? chip,
    imageVersion: node?.image?.version ?? null,
  };
}

function linesOf(found: Found, evidence: JudgedEvidence | null, node: VerifiedNode | null): CheckLine[] {
  const facts = factsOf(found, evidence, node);
  const outside = found.rejection && (evidence === null || node !== null) ? found.rejection : null;
  return ORDER.map((id) => {
    const { state, code, sentence } = outcomeOf(id, evidence, node, outside);
    const refusal: CheckLine["facts"] =
      code === null
        ? []
        : [
            ["Code", code],
            ["Reason", sentence],
          ];
    const shown = state === "passed" && isSimulated(id, evidence, node) ? "simulated" : state;
    return { id, state: shown, facts: [...(facts[id] ?? []), ...refusal], code };
  });
}

interface Outcome {
  readonly state: CheckLine["state"];
  readonly code: string | null;
  readonly sentence: string;
}

const plain = (state: CheckLine["state"]): Outcome => ({ state, code: null, sentence: "" });

function outcomeOf(
  id: CheckId,
  evidence: JudgedEvidence | null,
  node: VerifiedNode | null,
  outside: Found["rejection"],
): Outcome {
  if (outside && checkOfRefusal(outside.code) === id) return { state: "failed", ...outside };
  if (id === "receipt") return plain("waiting");
  // Told by the list, by the offers and by the reference values, which are looked at once the evidence has passed.
  if (id === "listed" || id === "model") return plain(node && !outside ? "passed" : "absent");
  const checks = (evidence?.checks ?? []).filter((check) => checkOf(check) === id);
  const failed = checks.find(({ state }) => state === "failed");
  if (failed) return { state: "failed", code: failed.code, sentence: failed.sentence };
  return plain(allMade(checks) ? "passed" : "absent");
}

/** At least one was made and none was left out because of an earlier failure. */
const allMade = (checks: readonly Check[]): boolean =>
  checks.some(({ state }) => state === "passed") && checks.every(({ state }) => state !== "not_reached");

/** What rests on a simulated root proves nothing of the hardware: the report's own statements among it. */
function isSimulated(id: CheckId, evidence: JudgedEvidence | null, node: VerifiedNode | null): boolean {
  if (id === "gpu") return node?.gpus.some(({ rootClass }) => rootClass === "simulated") ?? false;
  if (id === "listed" || id === "model") return false;
  return evidence?.report?.rootClass === "simulated";
}

function factsOf(
  { keyId, operator, judgement }: Found,
  evidence: JudgedEvidence | null,
  node: VerifiedNode | null,
): FactsOf {
  const listed: CheckLine["facts"] = [
    ["Key", keyId],
    ["Paid to", operator],
  ];
  if (!judgement || !evidence?.report) return { listed };
  const { image, ...others } = reportFacts(evidence.report, judgement.input);
  const release = node?.image ? imageFacts(node.image) : [];
  return {
    ...others,
    image: [...release, ...(image ?? [])],
    ...(node && { ...keyFacts(judgement.input), gpu: gpuFacts(node) }),
    listed,
  };
}

/** Without a sandbox, code of the host's that no measurement covers runs in the machine's kernel. */
const imageFacts = ({ version, amlSandbox }: NonNullable<VerifiedNode["image"]>): CheckLine["facts"] => [
  ["Version", version],
  ["ACPI sandbox", amlSandbox ? "on" : "off"],
];
