import {
  type ChallengeAnswer,
  type ChallengePurpose,
  challengeAnswer,
  type LinkAnswer,
  linkAnswer,
  type Session,
  session,
  type TonProof,
} from "@cocoon/protocol/api";
import type { JsonApi } from "../transport/json-api.ts";

/** Signing in and out (SPEC 8.9). */
export class SessionApi {
  readonly #api: JsonApi;

  constructor(api: JsonApi) {
    this.#api = api;
  }

  /** @param initData as Telegram signed it; good once, and for ten minutes */
  byTelegram(initData: string, signal?: AbortSignal): Promise<Session> {
    return this.#api.post(session, "/v1/sessions/telegram", { initData }, signal);
  }

  /** What a wallet is to sign as `ton_proof`; good once, and for 15 minutes. */
  challenge(purpose: ChallengePurpose, signal?: AbortSignal): Promise<ChallengeAnswer> {
    return this.#api.post(challengeAnswer, "/v1/challenges", { purpose }, signal);
  }

  byWallet(purpose: "sign-in" | "owner", proof: TonProof, signal?: AbortSignal): Promise<Session> {
    return this.#api.post(session, "/v1/sessions/ton", { purpose, ...proof }, signal);
  }

  /** Joins the wallet to the account of the current session. */
  link(proof: TonProof, signal?: AbortSignal): Promise<LinkAnswer> {
    return this.#api.post(linkAnswer, "/v1/account/links", proof, signal);
  }
}
