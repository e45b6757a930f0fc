import { ClientEscrow, escrowCode, type EscrowState } from "@cocoon/contracts/escrow";
import { payoutCode, type PayoutState, WorkerPayout } from "@cocoon/contracts/payout";
import { Treasury, type TreasuryState } from "@cocoon/contracts/treasury";
import type { Address, Cell } from "@ton/core";
import { ChainError } from "./source/error.ts";
import type { ChainSource } from "./source/port.ts";
import { readThrough } from "./source/provider.ts";

const hashOf = (code: Cell): string => code.hash().toString("hex");

/** One proxy's contracts, read by their get methods: what they say now, which the watcher may not have seen yet. */
export class Contracts {
  readonly treasury: Address;
  readonly #source: ChainSource;

  constructor(source: ChainSource, treasury: Address) {
    this.#source = source;
    this.treasury = treasury;
  }

  /** @throws ChainError `malformed` where there is no treasury, or one whose children are of another code than ours */
  async treasuryState(): Promise<TreasuryState> {
    const state = await parsed(() =>
      new Treasury(this.treasury).getState(readThrough(this.#source, this.treasury)),
    );
    if (state?.escrowCodeHash !== hashOf(escrowCode()) || state.payoutCodeHash !== hashOf(payoutCode()))
      throw new ChainError("malformed");
    return state;
  }

  /** The treasury's newest transaction, in logical time. */
  async treasuryLt(): Promise<bigint | null> {
    return (await this.#source.account(this.treasury)).last?.lt ?? null;
  }

  /** Null where the owner never paid in. */
  escrowState(owner: Address): Promise<EscrowState | null> {
    const escrow = ClientEscrow.of(this.treasury, owner);
    return parsed(() => escrow.getState(readThrough(this.#source, escrow.address)));
  }

  /** Null where the owner was never paid. */
  payoutState(owner: Address): Promise<PayoutState | null> {
    const payout = WorkerPayout.of(this.treasury, owner);
    return parsed(() => payout.getState(readThrough(this.#source, payout.address)));
  }
}

/** What a wrapper can't read is the endpoint's fault. */
async function parsed<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof ChainError ? error : new ChainError("malformed");
  }
}
