import { challengeAnswer } from "@cocoon/protocol/api";
import { parse } from "valibot";
import type { Engine, TonProofAnswer } from "../engine/port.ts";

/** Why a wallet is asked for a proof: to open an account, or to join the one that Telegram's sign-in opened. */
export type Purpose = "sign-in" | "link";

export type IdentityEngine = Pick<
  Engine,
  "request" | "signedIn" | "signInByWallet" | "linkWallet" | "challenge"
> & { readonly money: Pick<Engine["money"], "account"> };

/** What the wallet has to prove for the account that is open now; null where it is that account's wallet already. */
export async function purposeOf(engine: IdentityEngine): Promise<Purpose | null> {
  if (!(await engine.signedIn())) return "sign-in";
  return (await engine.money.account()).wallet === null ? "link" : null;
}

/** A challenge of the proxy, which the wallet signs as `ton_proof`: 32 bytes in hex, good once and for 15 minutes. */
export async function payloadFor(engine: IdentityEngine, purpose: Purpose): Promise<string> {
  if (purpose === "sign-in") return engine.challenge();
  return parse(challengeAnswer, await engine.request("POST", "/v1/challenges", { purpose })).payload;
}

export const prove = (engine: IdentityEngine, purpose: Purpose, proof: TonProofAnswer): Promise<void> =>
  purpose === "sign-in" ? engine.signInByWallet(proof) : engine.linkWallet(proof);
