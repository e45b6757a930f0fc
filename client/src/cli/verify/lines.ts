import { CHECK_GROUPS, type Check, type CheckGroup } from "@cocoon/protocol/attestation";
import { type Style, styled } from "../terminal.ts";
import { printableLine } from "../text.ts";
import type { Findings } from "./json.ts";
import { isAccepted } from "./json.ts";
import type { Judged } from "./judge.ts";
import { nodeOf, reasonOf } from "./machine.ts";
import type { ReferenceState } from "./reference.ts";
import { summaryLines } from "./summary.ts";

/** Text in a style, or as it is where the output is no terminal. */
export type Paint = (style: Style, text: string) => string;

const TITLES: Readonly<Record<CheckGroup, string>> = {
  form: "Form",
  chain: "Root and chain",
  revocation: "Revocation",
  binding: "Certificate and report",
  signature: "Signature",
  freshness: "Key and freshness",
  policy: "Policy",
  reference: "Reference values",
  gpu: "GPU",
};

const MARKS = {
  passed: ["green", "✓"],
  failed: ["red", "✗"],
  not_reached: ["dim", "–"],
  not_required: ["dim", "–"],
} as const satisfies Record<Check["state"], readonly [Style, string]>;

/** Everything that a run has found, for a person. */
export function findingLines(findings: Findings, paint: Paint): string[] {
  const { judged, policyName, source, nowMs } = findings;
  const moment = new Date(nowMs).toISOString();
  return [
    `${printableLine(source)} · policy ${printableLine(policyName)} · ${moment}`,
    ...registryLines(findings.registry),
    ...referenceLines(findings.references, paint),
    ...judged.flatMap((one) => ["", ...judgedLines(one, findings, paint)]),
    "",
    overallLine(findings, paint),
  ];
}

function judgedLines(judged: Judged, findings: Findings, paint: Paint): string[] {
  const { entry, evidence } = judged;
  const title = entry
    ? `node ${entry.keyId.slice(0, 12)} · ${printableLine(entry.operator)}`
    : "evidence from a file";
  const groups = CHECK_GROUPS.map((group) =>
    (evidence?.checks ?? []).filter((check) => check.group === group),
  );
  const shown = groups.filter(([first]) => first !== undefined);
  return [
    paint("bold", title),
    ...shown.flatMap((checks) => [`  ${TITLES[(checks[0] as Check).group]}`, ...checkLines(checks, paint)]),
    ...(entry ? ["  Node list", listLine(judged, paint)] : []),
    verdictLine(judged, paint),
    ...summaryLines(judged, findings, paint),
  ];
}

/** Those that were not reached are told as one: --json names each. */
function checkLines(checks: readonly Check[], paint: Paint): string[] {
  const reached = checks.filter(({ state }) => state !== "not_reached");
  const others = checks.length - reached.length;
  const more = `${others}${reached.length > 0 ? " more" : ""} not reached`;
  return [
    ...reached.map((check) => checkLine(check, paint)),
    ...(others > 0 ? [`    ${paint("dim", `– ${more}`)}`] : []),
  ];
}

/** A failure by what it means; everything else by what was, or would have been, looked at. */
function checkLine({ state, code, clause, holds, sentence }: Check, paint: Paint): string {
  const [style, mark] = MARKS[state];
  const start = `    ${paint(style, mark)} ${code.padEnd(27)}`;
  if (state === "failed") return `${start} ${paint("red", `${sentence} (SPEC ${clause})`)}`;
  if (state === "passed") return `${start} ${holds}`;
  return `${start} ${paint("dim", `not required: ${lowerFirst(holds)}`)}`;
}

/** But not of an abbreviation. */
const lowerFirst = (text: string): string =>
  text.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());

function listLine({ evidence, problem }: Judged, paint: Paint): string {
  if (problem)
    return `    ${paint("red", "✗")} ${problem.code.padEnd(27)} ${printableLine(problem.sentence)}`;
  if (!evidence?.verdict.ok) return `    ${paint("dim", "– not reached")}`;
  return `    ${paint("green", "✓")} ${"node_list".padEnd(27)} Key, chip and offers are those of the node list`;
}

function verdictLine(judged: Judged, paint: Paint): string {
  const reason = reasonOf(judged);
  if (reason === null) return `  ${paint("green", "ACCEPTED")}${simulatedMark([judged], paint)}`;
  const where = reason.clause === null ? reason.code : `${reason.code}, SPEC ${reason.clause}`;
  return `  ${paint("red", "REFUSED")}   ${printableLine(reason.sentence)} (${where})`;
}

const registryLines = (registry: Findings["registry"]): string[] =>
  registry
    ? [`registry: of network ${registry.network}, as of ${new Date(registry.asOfMs).toISOString()}`]
    : [];

function referenceLines(references: ReferenceState, paint: Paint): string[] {
  const start = "reference values";
  switch (references.state) {
    case "not_required":
      return [];
    case "absent":
      return [`${start}: ${paint("red", "none")}, and the policy takes approved images from them`];
    case "refused":
      return [
        `${start}: ${paint("red", "refused")}: ${references.sentence} (${references.code}, SPEC ${references.clause})`,
      ];
    case "good": {
      const { issuer, version, class: kind, witnessedMs } = references.values;
      const label = kind === "simulated" ? ` · ${paint("yellow", "SIMULATED")}` : "";
      const seen = new Date(witnessedMs).toISOString();
      return [`${start}: version ${version} of ${printableLine(issuer)}${label} · newest as of ${seen}`];
    }
  }
}

function overallLine(findings: Findings, paint: Paint): string {
  const { judged, listed, policyName } = findings;
  if (judged.length === 0) return paint("red", "The proxy lists no node now, so nothing was verified.");
  const accepted = judged.filter((one) => one.accepted).length;
  const unchecked =
    listed !== null && listed > judged.length ? `; ${listed} are listed, --node picks another` : "";
  const result = isAccepted(findings) ? paint("green", "ACCEPTED") : paint("red", "REFUSED");
  const mark = isAccepted(findings) ? simulatedMark(judged, paint) : "";
  const counts = `${accepted} of ${judged.length} accepted under the policy ${printableLine(policyName)}`;
  return `${result}${mark}: ${counts}${unchecked}${hintOf(findings)}`;
}

/** Wherever a node is called accepted that has no hardware behind its evidence. */
const simulatedMark = (judged: readonly Judged[], paint: Paint): string =>
  judged.some((one) => nodeOf(one)?.simulated) ? ` · ${paint("yellow", "SIMULATED")}` : "";

/** Said only where it may help: never that a simulated machine is all right. */
function hintOf({ judged, development }: Findings): string {
  const foreignRoot = judged.some((one) => reasonOf(one)?.code === "root_not_pinned");
  return foreignRoot && !development
    ? ". The simulated machines of a local network pass --policy development only"
    : "";
}

/** Paints for one stream. */
export const paintFor =
  (stream: Parameters<typeof styled>[0], env: Parameters<typeof styled>[1]): Paint =>
  (style, text) =>
    styled(stream, env, style, text);
