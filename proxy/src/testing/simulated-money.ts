import { escrowAddress, MINIMUM_TOP_UP } from "@cocoon/contracts/escrow";
import {
  CocoonError,
  type DepositParameters,
  type GuardsParameters,
  type OwnerVoucher,
  type WithdrawalStatus,
} from "@cocoon/protocol/api";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { depositTransaction, guardsTransaction } from "../deposits/transactions.ts";
import type { Guards, MoneyPort } from "../money-port.ts";

const TREASURY = Address.parseRaw(`0:${"7e".repeat(32)}`);

/** The chain's side in memory, for tests of the routes. SIMULATED: what it says has happened, a test has said before. */
export class SimulatedMoney implements MoneyPort {
  readonly network = "-217";
  readonly standing = "ready";
  readonly minimumDepositNanoton = MINIMUM_TOP_UP;
  readonly payNowAtNanoton = nanoton(9n);
  pokes = 0;
  /** By owner. */
  readonly onChain = new Map<string, Nanoton>();
  /** By account. */
  readonly withdrawals = new Map<string, WithdrawalStatus>();
  readonly owed = new Map<string, Nanoton>();

  escrowOf(owner: string): string {
    return escrowAddress(TREASURY, Address.parseRaw(owner)).toRawString();
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
    this.pokes += 1;
  }

  async depositedOnChain(owner: string): Promise<Nanoton | null> {
    return this.onChain.get(owner) ?? null;
  }

  async publicKeyOf(): Promise<null> {
    return null;
  }

  async requestWithdrawal(accountId: string): Promise<WithdrawalStatus> {
    const status = this.withdrawals.get(accountId);
    if (!status) throw new CocoonError("nothing_to_withdraw");
    return status;
  }

  async withdrawal(accountId: string): Promise<WithdrawalStatus | null> {
    return this.withdrawals.get(accountId) ?? null;
  }

  async ownerVoucher(owner: string): Promise<OwnerVoucher["voucher"]> {
    const owed = this.owed.get(owner);
    if (owed === undefined) return null;
    return { contract: owner, cumulativeNanoton: owed.toString(), signature: "ab".repeat(64) };
  }

  async payNow(owner: string): Promise<Nanoton> {
    const owed = this.owed.get(owner) ?? nanoton(0n);
    if (owed < this.payNowAtNanoton) throw new CocoonError("amount_too_small");
    return owed;
  }

  #place(owner: string) {
    const { network } = this;
    return { treasury: TREASURY, owner: Address.parseRaw(owner), network, nowMs: Date.now() };
  }
}
