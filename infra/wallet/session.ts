import {
  type ChallengeAnswer,
  type ChallengePurpose,
  challengeAnswer,
  parseStrictJson,
  type Session,
  session,
} from "@cocoon/protocol/api";
import type { ScriptedWallet } from "@cocoon/contracts/devchain";
import type { GenericSchema, InferOutput } from "valibot";

const ANSWER_BYTES = 16 * 1024;
const ANSWER_MS = 30_000;

/** Signs in as a page with TON Connect does: a challenge, which the wallet answers with `ton_proof` (SPEC 8.9). */
export async function signIn(
  proxyUrl: string,
  wallet: ScriptedWallet,
  purpose: Exclude<ChallengePurpose, "link">,
): Promise<Session> {
  const { payload }: ChallengeAnswer = await post(proxyUrl, "/v1/challenges", { purpose }, challengeAnswer);
  const { address, network, walletStateInit: stateInit } = wallet.account();
  const proof = wallet.prove({ domain: new URL(proxyUrl).host, payload, nowMs: Date.now() });
  return post(proxyUrl, "/v1/sessions/ton", { purpose, address, network, stateInit, proof }, session);
}

async function post<S extends GenericSchema>(
  proxyUrl: string,
  path: string,
  body: object,
  schema: S,
): Promise<InferOutput<S>> {
  const response = await fetch(proxyUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
  return parseStrictJson(schema, text, path, ANSWER_BYTES);
}
