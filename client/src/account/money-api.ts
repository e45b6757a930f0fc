import {
  type AccountStatus,
  accountStatus,
  type DepositParameters,
  type DepositStatus,
  depositParameters,
  depositStatus,
  type DisputeVerdict,
  disputeVerdict,
  type GuardsParameters,
  guardsParameters,
  type LedgerPage,
  ledgerPage,
  MEDIA,
  type PriceList,
  priceList,
  type QuoteAnswer,
  quoteAnswer,
  type WithdrawalStatus,
  withdrawalStatus,
} from "@cocoon/protocol/api";
import { formatQuote, type Nanoton, type Quote } from "@cocoon/protocol/money";
import type { JsonApi } from "../transport/json-api.ts";

/** What an escrow's owner lets be taken; what is not given stays as it is. */
export interface GuardWish {
  readonly dailyLimitNanoton?: Nanoton;
  /** Ed25519 in hex; the empty text removes it. */
  readonly payerKey?: string;
}

/** What a quote is asked for: sizes in buckets, never a text. */
export interface QuoteWish {
  /** 32 bytes in hex. */
  readonly manifest: string;
  readonly bodyBucketBytes: number;
  readonly maxTokensBucket: number;
  /** The most to pay; by default the highest live offer. */
  readonly quote?: Quote;
}

/** A transaction that a wallet has sent. */
export interface SentDeposit {
  readonly amountNanoton: Nanoton;
  /** TON's id of the network, as text. */
  readonly network: string;
  /** What the wallet returned, base64. */
  readonly boc: string;
}

export interface StatementWish {
  /** What an earlier page gave as `next`. */
  readonly before?: string;
  readonly limit?: number;
  readonly kind?: string;
}

/** An account's money at one proxy (SPEC 8.10). All of it is the proxy's word, but for what a wallet shows before it signs. */
export class MoneyApi {
  readonly #api: JsonApi;

  constructor(api: JsonApi) {
    this.#api = api;
  }

  /** Balances, and the escrow as the proxy last saw it. */
  account(signal?: AbortSignal): Promise<AccountStatus> {
    return this.#api.get(accountStatus, "/v1/account", signal);
  }

  /** What a job of that size would hold, and from where, or why it would be refused. */
  quote({ quote, ...sizes }: QuoteWish, signal?: AbortSignal): Promise<QuoteAnswer> {
    const body = { ...sizes, quote: quote ? formatQuote(quote) : null };
    return this.#api.post(quoteAnswer, "/v1/quote", body, signal);
  }

  /** Each model's reference price, floor and cap, and the commission. */
  prices(signal?: AbortSignal): Promise<PriceList> {
    return this.#api.get(priceList, "/v1/prices", signal);
  }

  /** The transaction by which the owner's wallet pays in: for TON Connect's `sendTransaction`. */
  deposit(amountNanoton: Nanoton, guards: GuardWish = {}, signal?: AbortSignal): Promise<DepositParameters> {
    const query = { amount: amountNanoton.toString(), currency: "TON", ...guardQuery(guards) };
    return this.#api.get(depositParameters, withQuery("/v1/deposit", query), signal);
  }

  /** The transaction by which the owner's wallet sets guards. */
  guards(guards: GuardWish, signal?: AbortSignal): Promise<GuardsParameters> {
    return this.#api.get(guardsParameters, withQuery("/v1/account/guards", guardQuery(guards)), signal);
  }

  /** Says that the wallet has sent it, so that the proxy looks sooner; what is credited is what the chain has. */
  depositSent({ amountNanoton, network, boc }: SentDeposit, signal?: AbortSignal): Promise<DepositStatus> {
    const body = { amountNanoton: amountNanoton.toString(), currency: "TON", network, boc };
    return this.#api.post(depositStatus, "/v1/deposits", body, signal);
  }

  depositStatus(id: string, signal?: AbortSignal): Promise<DepositStatus> {
    return this.#api.get(depositStatus, `/v1/deposits/${encodeURIComponent(id)}`, signal);
  }

  /** A page of the account's statement, newest first. */
  statement({ before, limit, kind }: StatementWish = {}, signal?: AbortSignal): Promise<LedgerPage> {
    const query = { before, limit: limit?.toString(), kind };
    return this.#api.get(ledgerPage, withQuery("/v1/account/ledger", query), signal);
  }

  /** All of it as CSV, as it arrives. */
  statementCsv(signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#api.stream("/v1/account/ledger?format=csv", signal);
  }

  /** Server-sent events of the account as they arrive, from the one after `after` on; null: from now on (SPEC 8.11). */
  events(after: string | null, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    return this.#api.stream("/v1/events", signal, after === null ? {} : { "last-event-id": after });
  }

  /** Everything unspent goes to the owner's wallet; until that is done nothing can be spent. */
  withdraw(signal?: AbortSignal): Promise<WithdrawalStatus> {
    return this.#api.post(withdrawalStatus, "/v1/withdrawal", null, signal);
  }

  withdrawal(signal?: AbortSignal): Promise<WithdrawalStatus> {
    return this.#api.get(withdrawalStatus, "/v1/withdrawal", signal);
  }

  /** Shows the proxy an answer's own receipt, which tells it the exact counts; it keeps the verdict alone. */
  dispute(jobId: string, receipt: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<DisputeVerdict> {
    const body = { type: MEDIA.receipt, bytes: receipt };
    return this.#api.postBytes(disputeVerdict, `/v1/jobs/${jobId}/dispute`, body, signal);
  }
}

const guardQuery = ({ dailyLimitNanoton, payerKey }: GuardWish) => ({
  dailyLimit: dailyLimitNanoton?.toString(),
  payerKey,
});

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
