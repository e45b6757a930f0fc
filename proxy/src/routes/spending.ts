import { type Admissible, type Admission, type AdmissionTerms } from "@cocoon/db/jobs";
import { balance } from "@cocoon/db/ledger";
import { CocoonError, type ProblemCode } from "@cocoon/protocol/api";
import { formatTon, type Nanoton, type Quote } from "@cocoon/protocol/money";
import { isBearerOnly, type Principal } from "../identity/principal.ts";
import type { Services } from "../services.ts";

/** Nothing new begins on a proxy that stops, or on books that may not know what was spent. @throws CocoonError */
export function refuseUnlessReady({ money, stopping }: Pick<Services, "money" | "stopping">): void {
  if (stopping()) throw new CocoonError("stopping");
  if (money?.standing === "behind") throw new CocoonError("behind_chain");
  if (money?.standing === "catching_up")
    throw new CocoonError("unavailable", "the chain's history is being read");
}

/** A worker's owner could answer their own trial; among three that are online they seldom do. A made-up key is none of them. */
const TRIAL_WORKERS = 3;

/** What a job would be paid under. */
export interface Purchase {
  readonly model: string;
  readonly quote: Quote;
  /** Those online that may answer. */
  readonly workers: number;
}

/** How the one who asks may pay for it. */
export const termsOf = (
  { prices, unsignedLimitNanoton }: Pick<Services, "prices" | "unsignedLimitNanoton">,
  principal: Principal,
  { model, quote, workers }: Purchase,
): Required<AdmissionTerms> => ({
  credentialId: principal.credentialId,
  bearer: isBearerOnly(principal),
  unsignedLimitNanoton,
  mayUseGrant: workers >= TRIAL_WORKERS && prices.allowsTrial(model, quote),
});

type Refusal = Exclude<Admission | Admissible, { kind: "admitted" | "exists" | "conflict" | "admissible" }>;

const CODES = {
  budget_exceeded: "budget_exhausted",
  account_closing: "account_closing",
  payer_key_required: "payer_key_required",
  signature_due: "signature_due",
  daily_limit: "daily_limit_reached",
} as const satisfies Record<Exclude<Refusal["kind"], "insufficient">, ProblemCode>;

/** Why a job can't be paid for, for the one who asked. */
export async function refusalOf(
  { database }: Pick<Services, "database">,
  refusal: Refusal,
  { accountId, ceilingNanoton }: { readonly accountId: string; readonly ceilingNanoton: Nanoton },
): Promise<CocoonError> {
  if (refusal.kind !== "insufficient") return new CocoonError(CODES[refusal.kind]);
  const { availableNanoton } = refusal;
  const { grantedNanoton, grantedHeldNanoton } = await balance(database, accountId);
  if (grantedNanoton >= ceilingNanoton) return new CocoonError("trial_terms");
  const onTrial = grantedNanoton + grantedHeldNanoton > 0n;
  if (onTrial && availableNanoton === 0n) return new CocoonError("trial_exhausted");
  return new CocoonError("insufficient_balance", `available ${formatTon(availableNanoton)}`);
}
