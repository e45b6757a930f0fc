import { MINIMUM_TOP_UP } from "@cocoon/contracts/escrow";
import {
  CocoonError,
  type DepositParameters,
  type GuardsParameters,
  type OwnerVoucher,
  type WithdrawalStatus,
} from "@cocoon/protocol/api";
import type { Nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { depositTransaction, guardsTransaction } from "../deposits/transactions.ts";
import type { Guards, MoneyPort } from "../money-port.ts";
import type { Contracts } from "./contracts.ts";
import type { OwnersWishes } from "./payouts/wishes.ts";
import { ChainError } from "./source/error.ts";
import type { ChainSource } from "./source/port.ts";
import type { Standing } from "./standing.ts";
import type { Watcher } from "./watcher/watcher.ts";
import type { Withdrawals } from "./withdrawals/withdrawals.ts";

export interface MoneyParts {
  readonly source: ChainSource;
  readonly contracts: Contracts;
  readonly globalId: number;
  readonly standing: Standing;
  readonly watcher: Watcher;
  readonly wishes: OwnersWishes;
  readonly withdrawals: Withdrawals;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const KEY_HEX = 64;

/** The chain's side as the routes ask it. */
export class ChainMoney implements MoneyPort {
  readonly #parts: MoneyParts;
  readonly network: string;
  readonly minimumDepositNanoton = MINIMUM_TOP_UP;

  constructor(parts: MoneyParts) {
    this.#parts = parts;
    this.network = String(parts.globalId);
  }

  get payNowAtNanoton(): Nanoton {
    return this.#parts.wishes.payNowAtNanoton;
  }

  get standing() {
    return this.#parts.standing.now;
  }

  async depositParameters(
    owner: string,
    amountNanoton: Nanoton,
    guards: Guards | null,
  ): Promise<DepositParameters> {
    return depositTransaction(this.#place(owner), amountNanoton, guards);
  }

  async guardsParameters(owner: string, guards: Guards): Promise<GuardsParameters> {
    return guardsTransaction(this.#place(owner), guards);
  }

  poke(): void {
    this.#parts.watcher.poke();
  }

  async depositedOnChain(owner: string): Promise<Nanoton | null> {
    const state = await reached(() => this.#parts.contracts.escrowState(Address.parseRaw(owner)));
    return state?.account.depositedNanoton ?? null;
  }

  publicKeyOf(address: string): Promise<Uint8Array | null> {
    return reached(async () => {
      try {
        const stack = await this.#parts.source.run(Address.parseRaw(address), "get_public_key", []);
        return Buffer.from(stack.readBigNumber().toString(16).padStart(KEY_HEX, "0"), "hex");
      } catch (error) {
        if (error instanceof ChainError && error.code !== "method_failed") throw error;
        return null;
      }
    });
  }

  requestWithdrawal(accountId: string): Promise<WithdrawalStatus> {
    return this.#parts.withdrawals.request(accountId);
  }

  withdrawal(accountId: string): Promise<WithdrawalStatus | null> {
    return this.#parts.withdrawals.latest(accountId);
  }

  ownerVoucher(owner: string): Promise<OwnerVoucher["voucher"]> {
    return reached(() => this.#parts.wishes.voucher(owner));
  }

  payNow(owner: string): Promise<Nanoton> {
    return this.#parts.wishes.payNow(owner);
  }

  #place(owner: string) {
    const { contracts, now } = this.#parts;
    return {
      treasury: contracts.treasury,
      owner: Address.parseRaw(owner),
      network: this.network,
      nowMs: now(),
    };
  }
}

/** What the chain's endpoint fails in is nobody's mistake, and passes. */
async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof ChainError ? new CocoonError("unavailable", "TON") : error;
  }
}
