import type { Engine, TonProofAnswer } from "../engine/port.ts";

/** What a wallet proves itself for: an account of its own, one that Telegram's sign-in opened, or the workers it is paid for. */
export const PURPOSES = ["sign-in", "link", "owner"] as const;
export type Purpose = (typeof PURPOSES)[number];

export type IdentityEngine = Pick<
  Engine,
  "challenge" | "signedIn" | "signInByWallet" | "signInAsOwner" | "linkWallet"
> & { readonly money: Pick<Engine["money"], "account"> };

/** What the wallet has to prove for the account that is open now; null where it is that account's wallet already. */
export async function purposeOf(engine: IdentityEngine): Promise<Purpose | null> {
  if (!(await engine.signedIn())) return "sign-in";
  return (await engine.money.account()).wallet === null ? "link" : null;
}

/** Hands a proof to the proxy. @throws EngineError */
export function prove(engine: IdentityEngine, purpose: Purpose, proof: TonProofAnswer): Promise<void> {
  switch (purpose) {
    case "sign-in":
      return engine.signInByWallet(proof);
    case "link":
      return engine.linkWallet(proof);
    case "owner":
      return engine.signInAsOwner(proof);
  }
}
