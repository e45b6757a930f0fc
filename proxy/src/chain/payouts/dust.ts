import { VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { encodeFundPool } from "@cocoon/contracts/treasury";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import type { Address } from "@ton/core";
import type { Parcel } from "../courier/courier.ts";

/** A nanoton for each of a million jobs. What the pool lacks beyond it has not been collected yet, and will be. */
const MOST_NANOTON = 1_000_000n;
/** By then a gift is in the pool, or it was lost. */
const ON_ITS_WAY_MS = 60_000;

export interface DustOptions {
  readonly treasury: Address;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/**
 * The ledger rounds the commission of what each person spent down, the treasury that of each charge. A sponsor's charge is of
 * many people, so the platform has some nanoton on the chain that are the workers' by the ledger. Where what is due lacks no
 * more than that, the hot wallet gives it to the pool.
 */
export class Dust {
  readonly #options: DustOptions;
  #toGive: Nanoton = nanoton(0n);
  #givenAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: DustOptions) {
    this.#options = options;
  }

  /** Whether what is due should wait a moment for what the pool lacks. @param lackingNanoton zero or less when it lacks nothing */
  isAwaited(lackingNanoton: bigint): boolean {
    this.#toGive = nanoton(0n);
    if (lackingNanoton <= 0n || lackingNanoton > MOST_NANOTON) return false;
    const isOnItsWay = this.#options.now() - this.#givenAtMs < ON_ITS_WAY_MS;
    if (!isOnItsWay) this.#toGive = nanoton(lackingNanoton);
    return true;
  }

  parcels(): Parcel[] {
    const { treasury, now } = this.#options;
    const amount = this.#toGive;
    if (amount === 0n) return [];
    const body = encodeFundPool(amount);
    const sent = async () => {
      this.#toGive = nanoton(0n);
      this.#givenAtMs = now();
    };
    return [{ message: { to: treasury, valueNanoton: amount + VALUE_FOR_FEES, body }, sent }];
  }
}
