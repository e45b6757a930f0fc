import { type ProblemKind, problem } from "./problem-kind.ts";

/** Who somebody is, and what their credential may do (SPEC 8.9). */
export const IDENTITY_PROBLEMS = {
  proof_invalid: problem(
    403,
    "fix",
    "The wallet's proof does not hold for this address; connect the wallet and sign again.",
  ),
  proof_expired: problem(
    403,
    "fix",
    "The challenge or the wallet's proof is too old; ask for a new challenge and sign it.",
  ),
  proof_replayed: problem(
    409,
    "fix",
    "This challenge was answered before, is over, or is none of ours; ask for a new one and sign it.",
  ),
  proof_wrong_domain: problem(
    403,
    "fix",
    "The wallet signed for another site; open the wallet from this one and sign again.",
  ),
  wrong_network: problem(
    400,
    "fix",
    "The wallet is on another network than this proxy; switch the wallet's network.",
  ),
  init_data_invalid: problem(
    403,
    "fix",
    "Telegram did not sign this launch data for this bot; open the mini-app from the bot again.",
  ),
  init_data_expired: problem(
    403,
    "fix",
    "Telegram's launch data is older than ten minutes; open the mini-app from the bot again.",
  ),
  init_data_replayed: problem(
    409,
    "fix",
    "Telegram's launch data was used before; open the mini-app from the bot again.",
  ),
  link_conflict: problem(
    409,
    "fix",
    "Both accounts have money or another link already, and accounts never merge; withdraw from one first.",
  ),
  scope_missing: problem(
    403,
    "fix",
    "This credential may not do that; use one that has the scope the detail names.",
  ),
  budget_exhausted: problem(
    402,
    "fix",
    "The credential's budget does not cover the price ceiling; raise the budget or use another credential.",
  ),
  too_many_credentials: problem(409, "fix", "The account has as many keys as it may; revoke one first."),
  not_offered: problem(404, "fix", "This proxy is not set up for that; use another one or ask its operator."),
} as const satisfies Record<string, ProblemKind>;

/** Amounts, escrows and what they allow (SPEC 8.10). */
export const MONEY_PROBLEMS = {
  amount_malformed: problem(
    400,
    "fix",
    "An amount must be a whole number of nanoton above zero and within TON's supply; correct it.",
  ),
  amount_too_small: problem(
    400,
    "fix",
    "The amount is below the least that can be moved; raise it, or claim what you earned by your own voucher.",
  ),
  unknown_currency: problem(400, "fix", "This currency is not taken; pay in TON."),
  comment_too_long: problem(400, "fix", "The comment is longer than 64 characters; shorten it."),
  boc_malformed: problem(
    400,
    "fix",
    "That is not one bag of cells of the expected form; send what the wallet returned.",
  ),
  deposit_unknown: problem(404, "fix", "The account has no such deposit; check the id."),
  withdrawal_unknown: problem(404, "fix", "The account has no such withdrawal; check the id."),
  wallet_required: problem(
    409,
    "fix",
    "No wallet belongs to this account yet; connect one with a proof first.",
  ),
  nothing_to_withdraw: problem(409, "stop", "There is no money to withdraw."),
  jobs_running: problem(
    409,
    "retry",
    "Jobs of this account still run; let them end or cancel them, then try again.",
  ),
  account_closing: problem(
    409,
    "retry",
    "The deposit is being paid out, so nothing can be spent; wait until that is over.",
  ),
  daily_limit_reached: problem(
    402,
    "fix",
    "What the escrow still allows today does not cover the price ceiling; raise its limit or wait for the next day, UTC.",
  ),
  signature_due: problem(
    402,
    "fix",
    "Spending awaits your payer key's signature; sign the voucher that is due, then send the job again.",
  ),
  payer_key_required: problem(
    403,
    "fix",
    "This escrow has a payer key, so only a client that holds it can spend; ask from that client.",
  ),
  signature_invalid: problem(
    400,
    "fix",
    "That is not the payer key's signature over the voucher that is due; fetch the voucher and sign it.",
  ),
  trial_exhausted: problem(402, "pay", "The free trial is used up or over for today; top up to go on."),
  trial_terms: problem(
    402,
    "fix",
    "A trial job names at least three workers that are online and quotes at most the reference price; seal it again so, or top up.",
  ),
  price_out_of_range: problem(
    400,
    "fix",
    "The price lies outside the model's floor and cap; choose one between them.",
  ),
  receipt_invalid: problem(
    400,
    "fix",
    "That is not a receipt that this job's worker signed; send the exact bytes the client kept.",
  ),
  job_running: problem(409, "retry", "The job is not over yet; wait for its end and try again."),
  behind_chain: problem(
    503,
    "retry",
    "The proxy's books are behind the chain, so it takes no jobs; try again later or use another proxy.",
  ),
} as const satisfies Record<string, ProblemKind>;
