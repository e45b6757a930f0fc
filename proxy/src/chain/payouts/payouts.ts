import { randomUUID } from "node:crypto";
import { VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { encodeClaim, encodePayoutSyncKeys, payoutAddress, payoutStateInit } from "@cocoon/contracts/payout";
import {
  addPayout,
  batchPayouts,
  type ChainCursor,
  chainCursor,
  duePayouts,
  markBatchSent,
  openBatches,
  type Payout,
  type PayoutOwner,
  payoutsOfBatch,
  promisedPayouts,
} from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import type { Contracts } from "../contracts.ts";
import type { Outgoing, Parcel } from "../courier/courier.ts";
import type { VoucherKeys } from "../voucher-keys.ts";
import { BATCH } from "../wallet/hot-wallet.ts";
import { payoutCover } from "./cover.ts";
import { Dust } from "./dust.ts";
import { lackingNanoton, type PlannedPayout, planPayouts } from "./plan.ts";

export interface PayoutsOptions {
  readonly database: Database;
  readonly contracts: Contracts;
  readonly keys: VoucherKeys;
  /** For owners who have not chosen one. */
  readonly thresholdNanoton: Nanoton;
  readonly everyMs: number;
  /** What was sent so long ago and is not seen is sent again. */
  readonly resendAfterMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Pays owners of workers what they earned, by vouchers over all they ever earned: one sent twice pays nothing more. */
export class Payouts implements Outgoing {
  readonly #options: PayoutsOptions;
  readonly #dust: Dust;
  #signedAtMs = 0;

  constructor(options: PayoutsOptions) {
    this.#options = options;
    this.#dust = new Dust({ treasury: options.contracts.treasury, now: options.now });
  }

  /** Do not wait for the next turn: an owner wants its money. */
  hurry(): void {
    this.#signedAtMs = 0;
  }

  async sign(): Promise<void> {
    const { database, thresholdNanoton, everyMs, now } = this.#options;
    if (now() - this.#signedAtMs < everyMs) return;
    this.#signedAtMs = now();
    const owners = await duePayouts(database, { defaultThresholdNanoton: thresholdNanoton, limit: BATCH });
    const due = owners.filter(({ owner }) => isAddress(owner));
    if (due.length > 0) await this.#signCovered(due);
    await batchPayouts(database, randomUUID(), BATCH);
  }

  async parcels(): Promise<Parcel[]> {
    const { database, contracts, resendAfterMs } = this.#options;
    const parcels = this.#dust.parcels();
    const batches = await openBatches(database);
    if (batches.length === 0) return parcels;
    const { keySeq } = await contracts.treasuryState();
    for (const { batch, sentAtMs } of batches) {
      // By the database's clock, which wrote it.
      if (sentAtMs !== null && Date.now() - sentAtMs < resendAfterMs) continue;
      const open = (await payoutsOfBatch(database, batch)).filter(({ state }) => state !== "confirmed");
      for (const payout of open) parcels.push(await this.#parcel(payout, batch, keySeq));
      if (parcels.length >= BATCH) break;
    }
    return parcels;
  }

  /** Only what the treasury holds for workers is promised to them. */
  async #signCovered(due: readonly PayoutOwner[]): Promise<void> {
    const { database, contracts, thresholdNanoton } = this.#options;
    const seen = await chainCursor(database, contracts.treasury.toRawString());
    const coverNanoton = await payoutCover(database, contracts);
    const pool = await this.#poolOf(due, coverNanoton);
    const accounts = due.map((owner) => ({
      ...owner,
      payableNanoton: nanoton(owner.earnedNanoton - owner.confirmedNanoton),
      thresholdNanoton: owner.thresholdNanoton ?? thresholdNanoton,
      payNow: owner.payNowAtMs !== null,
    }));
    if (await this.#isAwaited(lackingNanoton(accounts, pool), seen)) return;
    for (const planned of planPayouts(accounts, pool)) await this.#signOne(planned, coverNanoton);
  }

  /** Whether the dust that is lacking comes first; all is looked at again in the next round. @param seen before the pool was read */
  async #isAwaited(lacking: bigint, seen: ChainCursor | null): Promise<boolean> {
    // What an owner has just claimed is missing from the pool and not yet in the books: then nothing is known to lack.
    const isKnown = lacking <= 0n || seen?.lt === (await this.#options.contracts.treasuryLt());
    const isAwaited = this.#dust.isAwaited(isKnown ? lacking : 0n);
    if (isAwaited || !isKnown) this.hurry();
    return isAwaited;
  }

  /** What is left for these owners beside all that the others were promised. */
  async #poolOf(due: readonly PayoutOwner[], coverNanoton: Nanoton): Promise<Nanoton> {
    const others = await promisedPayouts(
      this.#options.database,
      due.map(({ owner }) => owner),
    );
    const paid = due.reduce((sum, { confirmedNanoton }) => sum + confirmedNanoton, 0n);
    const left = coverNanoton - others - paid;
    return nanoton(left > 0n ? left : 0n);
  }

  async #signOne({ owner, cumulativeNanoton }: PlannedPayout, coverNanoton: Nanoton): Promise<void> {
    const { database, contracts, keys } = this.#options;
    const payout = payoutAddress(contracts.treasury, Address.parseRaw(owner));
    const signature = keys.signPayout({ payout, cumulativeNanoton });
    const signed = { id: randomUUID(), owner, cumulativeNanoton, signature, coverNanoton };
    // Shown to another owner since it was planned: it is planned again.
    if ((await addPayout(database, signed)) === "uncovered") this.hurry();
  }

  /** A payout contract that is not there yet, or that knows an older key, is told its key first. */
  async #parcel(payout: Payout, batch: string, keySeq: number): Promise<Parcel> {
    const { database, contracts, keys } = this.#options;
    const owner = Address.parseRaw(payout.owner);
    const to = payoutAddress(contracts.treasury, owner);
    const sent = () => markBatchSent(database, batch);
    const isReady = (await contracts.payoutState(owner))?.keySeq === keySeq;
    // By the present key, also when it was signed first by one that was replaced since.
    const { cumulativeNanoton } = payout;
    const signature = keys.signPayout({ payout: to, cumulativeNanoton });
    const body = isReady ? encodeClaim({ cumulativeNanoton, signature }) : encodePayoutSyncKeys();
    const init = isReady ? {} : { init: payoutStateInit(contracts.treasury, owner) };
    // What only prepares the payment leaves it to be sent by the next round.
    return { message: { to, valueNanoton: VALUE_FOR_FEES, body, ...init }, sent: isReady ? sent : nothing };
  }
}

const nothing = async (): Promise<void> => undefined;
/** In development an owner may be a name, which nobody can pay. */
const isAddress = (owner: string): boolean => /^-?[0-9]:[0-9a-f]{64}$/.test(owner);
