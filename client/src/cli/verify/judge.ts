import type { RegistryState } from "@cocoon/contracts/registry";
import {
  type AppraisalPolicy,
  type NodeVerdict,
  verifyNode,
  type VerifyNodeInput,
} from "@cocoon/protocol/attestation";
import type { VerifiedReferenceValues } from "@cocoon/protocol/reference-values";
import type { NodeEntry } from "@cocoon/protocol/roster";
import { MODEL_NOT_LISTED, type Rejection } from "../../discovery/candidate.ts";
import { type Judgement, NodeVerifier } from "../../discovery/node-verifier.ts";
import { refusalOfNode } from "../../registry/rules.ts";
import { webRandom } from "../../ports.ts";
import type { ProxyApi } from "../../transport/proxy-api.ts";
import { evidenceOf, type JudgedEvidence } from "../../verification/evidence.ts";

/** One node's evidence, as it was judged. */
export interface Judged {
  /** What a proxy lists it as; null for evidence from a file. */
  readonly entry: NodeEntry | null;
  /**
   * Whether a client would take this node for some model: by its evidence and, from a proxy, its live check and its place in
   * the list.
   */
  readonly accepted: boolean;
  /** Of the newest evidence that was had; null for none. */
  readonly evidence: JudgedEvidence | null;
  /** What is wrong outside of the evidence; null for nothing. */
  readonly problem: Pick<Rejection, "code" | "clause" | "sentence"> | null;
  /** The bundle that anyone may check, for keeping; null for none. */
  readonly bundle: Uint8Array | null;
}

export interface JudgeContext {
  readonly policy: AppraisalPolicy;
  readonly values: VerifiedReferenceValues | null;
  /** The network's registry; null where the person has chosen none. */
  readonly listed: RegistryState | null;
  readonly nowMs: number;
}

/** Evidence from a file: nobody can be asked anew, so nothing proves its age. */
export async function judgeBundle(bundle: Uint8Array, context: JudgeContext): Promise<Judged> {
  const { policy, values, nowMs } = context;
  const input: VerifyNodeInput = { bundle, policy, referenceValues: values, nowMs };
  const evidence = await evidenceOf(await verifyNode(input), input);
  const problem = refusalOf(evidence.verdict, context.listed);
  return { entry: null, accepted: evidence.verdict.ok && problem === null, evidence, problem, bundle };
}

/** What speaks against a node that has passed its policy; null for nothing. */
function refusalOf(verdict: NodeVerdict, listed: RegistryState | null): Judged["problem"] {
  const denied = verdict.ok && listed ? refusalOfNode(listed, verdict.node) : null;
  return denied ?? (servesListed(verdict) ? null : MODEL_NOT_LISTED);
}

/** Nothing may be sealed to a node for models that the reference values do not list (SPEC 10.5). */
const servesListed = (verdict: NodeVerdict): boolean =>
  !verdict.ok || verdict.node.unlistedModels.length < verdict.node.models.length;

/**
 * A node of a proxy's list, judged by the same code that chooses machines for questions: the evidence that it joined with,
 * then some made for this very check.
 * @throws ClientError when the proxy as a whole can't be asked
 */
export async function judgeListed(entry: NodeEntry, api: ProxyApi, context: JudgeContext): Promise<Judged> {
  const { policy, values, listed, nowMs } = context;
  const judgements: Judgement[] = [];
  const verifier = new NodeVerifier({
    policy,
    references: { current: async () => values },
    registry: listed && { current: async () => listed },
    random: webRandom,
    clock: () => nowMs,
    evidence: (keyIdHex, nonce, signal) => api.evidence(keyIdHex, nonce, signal),
    onJudged: (judgement) => judgements.push(judgement),
  });
  await verifier.refresh();
  const checked = await verifier.verifyLive(entry);
  const last = judgements.at(-1);
  const evidence = last ? await evidenceOf(last.verdict, last.input) : null;
  const isOutside = !checked.ok && (evidence === null || evidence.verdict.ok);
  return {
    entry,
    accepted: checked.ok,
    evidence,
    problem: isOutside ? checked.rejection : null,
    bundle: judgements.find(({ input }) => input.expectedNonce === undefined)?.input.bundle ?? null,
  };
}
