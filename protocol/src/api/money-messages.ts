import * as v from "valibot";
import { CREDENTIAL_KINDS, SCOPES } from "./identity.ts";
import { base64UrlText, count, hexText, millis, nanotonText, quoteText, shortText } from "./strict-json.ts";
import { addressText, bocText, friendlyAddressText, networkText } from "./ton-forms.ts";

/** A client's own deposit contract, as the watcher last saw it. */
export const escrowStatus = v.strictObject({
  address: addressText,
  /** What it holds for its owner. */
  balanceNanoton: nanotonText,
  /** Of all time. */
  depositedNanoton: nanotonText,
  chargedNanoton: nanotonText,
  /** The most a UTC day may cost. */
  dailyLimitNanoton: nanotonText,
  chargedTodayNanoton: nanotonText,
  /** Ed25519 key that must sign each voucher too; null where the proxy signs alone. */
  payerKey: v.nullable(hexText(32)),
  /** Guards that tighten and count from `atMs` on. */
  pending: v.nullable(
    v.strictObject({ dailyLimitNanoton: nanotonText, payerKey: v.nullable(hexText(32)), atMs: millis }),
  ),
  /** When anybody may finish the owner's own close. */
  closingAtMs: v.nullable(millis),
  /** Until then nothing is spent: a withdrawal that the proxy signed is on its way. */
  frozenUntilMs: v.nullable(millis),
  epoch: count(0xffff_ffff),
});
export type EscrowStatus = v.InferOutput<typeof escrowStatus>;

/** `GET /v1/account`. */
export const accountStatus = v.strictObject({
  accountId: shortText(64),
  availableNanoton: nanotonText,
  heldNanoton: nanotonText,
  /** Free trial: can be spent, not withdrawn. */
  grantedNanoton: nanotonText,
  grantedHeldNanoton: nanotonText,
  /** Spent, and not yet charged to the escrow on chain. */
  uncollectedNanoton: nanotonText,
  wallet: v.nullable(addressText),
  /** Whether a Telegram user belongs to the account. */
  telegram: v.boolean(),
  /** Null before the first deposit. */
  escrow: v.nullable(escrowStatus),
  /** What was asked with. */
  credential: v.strictObject({
    kind: v.picklist(CREDENTIAL_KINDS),
    scopes: v.array(v.picklist(SCOPES)),
    /** What is left of its budget; null: no limit. */
    budgetNanoton: v.nullable(nanotonText),
  }),
});
export type AccountStatus = v.InferOutput<typeof accountStatus>;

/** `POST /v1/quote`: from sizes in buckets, never from text. */
export const quoteRequest = v.strictObject({
  manifest: hexText(32),
  bodyBucketBytes: count(1024 * 1024),
  maxTokensBucket: count(65_536),
  /** The most to pay; null: the highest live offer. */
  quote: v.nullable(quoteText),
});
export type QuoteRequest = v.InferOutput<typeof quoteRequest>;

export const quoteAnswer = v.strictObject({
  model: shortText(64),
  quote: quoteText,
  /** What would be held. */
  ceilingNanoton: nanotonText,
  /** Live workers that serve it for the quote. */
  workers: count(1_000_000),
  /** Which money the hold would take. */
  source: v.picklist(["own", "granted"]),
});
export type QuoteAnswer = v.InferOutput<typeof quoteAnswer>;

/** A transaction as TON Connect's `sendTransaction` takes it. */
export const walletTransaction = v.strictObject({
  /** Unix seconds, at most five minutes ahead. */
  validUntil: count(0xffff_ffff),
  network: networkText,
  messages: v.tuple([
    v.strictObject({
      address: friendlyAddressText,
      /** Of the message, fees included; what is left of them comes back. */
      amount: nanotonText,
      payload: bocText,
      /** Absent once the contract exists. */
      stateInit: v.optional(bocText),
    }),
  ]),
});
export type WalletTransaction = v.InferOutput<typeof walletTransaction>;

/** `GET /v1/deposit?amount=`. */
export const depositParameters = v.strictObject({
  escrow: addressText,
  amountNanoton: nanotonText,
  transaction: walletTransaction,
});
export type DepositParameters = v.InferOutput<typeof depositParameters>;

/** `POST /v1/deposits`: what the wallet returned. Parsed by hand, so that each fault has its own code. */
export const depositSent = v.strictObject({
  amountNanoton: v.unknown(),
  currency: v.string(),
  network: v.string(),
  boc: v.string(),
});

export const DEPOSIT_STATES = ["sent", "on_its_way", "credited"] as const;

/** `GET /v1/deposits/:id`. */
export const depositStatus = v.strictObject({
  /** Says itself what it waits for: nothing is stored for it. */
  id: base64UrlText(24),
  amountNanoton: nanotonText,
  state: v.picklist(DEPOSIT_STATES),
  sentMs: millis,
});
export type DepositStatus = v.InferOutput<typeof depositStatus>;

/** `GET /v1/account/guards?dailyLimit=&payerKey=`: the transaction by which the owner sets them. */
export const guardsParameters = v.strictObject({ escrow: addressText, transaction: walletTransaction });
export type GuardsParameters = v.InferOutput<typeof guardsParameters>;

export const WITHDRAWAL_STATES = ["requested", "sent", "paid", "expired"] as const;

/** `POST /v1/withdrawal` and `GET /v1/withdrawal`. Everything unspent goes to the wallet. */
export const withdrawalStatus = v.strictObject({
  id: shortText(64),
  state: v.picklist(WITHDRAWAL_STATES),
  /** Known once the contract has paid. */
  paidNanoton: v.nullable(nanotonText),
  /** Until then the proxy's signature holds and the account is frozen. */
  validUntilMs: millis,
});
export type WithdrawalStatus = v.InferOutput<typeof withdrawalStatus>;

const priceRange = v.strictObject({
  model: shortText(64),
  /** What a trial pays at most. */
  reference: quoteText,
  floor: quoteText,
  cap: quoteText,
});

/** `GET /v1/prices`, and the file that COCOON_PRICES_FILE names. */
export const priceList = v.strictObject({
  currency: v.literal("TON"),
  /** The platform's part of each charge, in millionths. */
  commissionPpm: count(1_000_000),
  models: v.pipe(v.array(priceRange), v.maxLength(256)),
});
export type PriceList = v.InferOutput<typeof priceList>;
export type PriceRange = PriceList["models"][number];

export const DISPUTE_VERDICTS = ["receipts_agree", "overcharged", "undercharged"] as const;

/** `POST /v1/jobs/:id/dispute`: the receipts compared; their counts are kept nowhere. */
export const disputeVerdict = v.strictObject({ jobId: hexText(32), verdict: v.picklist(DISPUTE_VERDICTS) });
export type DisputeVerdict = v.InferOutput<typeof disputeVerdict>;
