import { owedToWorkers, chainCursor, chargedUnknown } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { type LedgerTotal, totals } from "@cocoon/db/ledger";
import type { Secret } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import type { Address, Cell } from "@ton/core";
import { encodeCommissionToPool, encodeDrawCommission } from "@cocoon/contracts/treasury";
import { VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { Contracts } from "../chain/contracts.ts";
import { type Drift, escrowPage, ledgerDrift, treasuryDrift } from "../chain/reconcile/reconcile.ts";
import { isSame } from "../chain/source/port.ts";
import { TonClientSource } from "../chain/source/ton-client.ts";
import { HotWallet } from "../chain/wallet/hot-wallet.ts";
import { CommandError } from "./errors.ts";

export interface TreasuryPlace {
  readonly database: Database;
  readonly treasury: Address;
  readonly endpoint: { readonly url: string; readonly apiKey: Secret<string> | undefined };
  readonly globalId: number;
  /** Of the wallet that is the treasury's operator; null prints what it would have to send. */
  readonly operatorKey: Secret<Uint8Array> | null;
}

/** The operator's commands on the treasury and the books of it. */
export class TreasuryDesk {
  readonly #place: TreasuryPlace;
  readonly #source: TonClientSource;
  readonly #contracts: Contracts;

  constructor(place: TreasuryPlace) {
    this.#place = place;
    this.#source = new TonClientSource(place.endpoint);
    this.#contracts = new Contracts(this.#source, place.treasury);
  }

  async status() {
    const { database, treasury } = this.#place;
    const { config, keySeq, workerPoolNanoton, commissionNanoton, proposal } =
      await this.#contracts.treasuryState();
    const { last } = await this.#source.account(treasury);
    const seen = await chainCursor(database, treasury.toRawString());
    return {
      treasury: treasury.toRawString(),
      operator: config.operator.toRawString(),
      commissionPpm: config.commissionPpm,
      keySeq,
      proposalAt: proposal?.at ?? null,
      workerPoolNanoton,
      commissionNanoton,
      owedToWorkersNanoton: await owedToWorkers(database),
      booksAreCurrent: isSame(seen && seen.lt > 0n ? seen : null, last),
      booksAreBehind: (await chargedUnknown(database, null)).length > 0,
    };
  }

  /** Everything against everything. `null` of the treasury: it moved on during each look. */
  async reconcile(): Promise<{ drifts: Drift[]; treasury: "compared" | "moving" }> {
    const parts = { database: this.#place.database, source: this.#source, contracts: this.#contracts };
    const drifts = await ledgerDrift(this.#place.database, true);
    const treasury = await treasuryDrift(parts);
    drifts.push(...(treasury ?? []));
    for (let after: string | null = ""; after !== null; ) {
      const page = await escrowPage(parts, after);
      drifts.push(...page.drifts);
      after = page.next;
    }
    return { drifts, treasury: treasury ? "compared" : "moving" };
  }

  async draw(amountNanoton: Nanoton) {
    const { commissionNanoton } = await this.#contracts.treasuryState();
    if (amountNanoton > commissionNanoton)
      throw new CommandError("the treasury holds less commission than that");
    return { amountNanoton, ...(await this.#order(encodeDrawCommission(amountNanoton))) };
  }

  /**
   * The contract rounds the commission of each charge down, the ledger that of each person's jobs, of which a sponsor's charge has
   * many: what the chain has more of it than the ledger is the workers'.
   */
  async even() {
    const { commissionNanoton } = await this.#contracts.treasuryState();
    const { totals: all } = await totals(this.#place.database);
    const surplus = commissionNanoton - commissionOf(all);
    const amountNanoton = nanoton(surplus > 0n ? surplus : 0n);
    if (amountNanoton === 0n) return { amountNanoton, order: "none" };
    return { amountNanoton, ...(await this.#order(encodeCommissionToPool(amountNanoton))) };
  }

  async #order(body: Cell) {
    const { treasury, globalId, operatorKey } = this.#place;
    const { config } = await this.#contracts.treasuryState();
    if (operatorKey === null)
      return { order: "to_sign", by: config.operator.toRawString(), link: linkOf(treasury, body) };
    const wallet = new HotWallet({ source: this.#source, key: operatorKey, globalId, now: Date.now });
    if (!wallet.address.equals(config.operator))
      throw new CommandError("COCOON_OPERATOR_WALLET_KEY is not of the treasury's operator");
    const { sent } = await wallet.send([{ to: treasury, valueNanoton: VALUE_FOR_FEES, body }]);
    if (sent === 0) throw new CommandError("the operator's wallet can't pay the fees; send it some TON");
    return { order: "sent", by: wallet.address.toRawString() };
  }
}

const commissionOf = (all: readonly LedgerTotal[]): bigint =>
  all
    .filter(({ purpose }) => purpose === "commission")
    .reduce((sum, { balanceNanoton }) => sum + balanceNanoton, 0n);

/** Wallets open it as a transfer to confirm. */
const linkOf = (to: Address, body: Cell): string =>
  `ton://transfer/${to.toString()}?amount=${VALUE_FOR_FEES}&bin=${encodeURIComponent(body.toBoc().toString("base64url"))}`;
