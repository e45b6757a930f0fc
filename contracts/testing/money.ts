import { nanoton } from "@cocoon/protocol/money";
import type { Address, Cell, StateInit } from "@ton/core";
import type { BlockchainTransaction } from "@ton/sandbox";
import {
  ClientEscrow,
  encodeGrantClose,
  encodeSignedCharge,
  encodeTopUp,
  type EscrowState,
  type Guards,
  VALUE_FOR_FEES,
} from "../wrappers/escrow.ts";
import { encodeClaim, encodePayoutSyncKeys, type PayoutState, WorkerPayout } from "../wrappers/payout.ts";
import { encodeFundPool, Treasury, type TreasuryConfig, type TreasuryState } from "../wrappers/treasury.ts";
import {
  chargeVoucher,
  closeVoucher,
  payoutVoucher,
  signVoucher,
  voucherPublicKey,
} from "../wrappers/voucher.ts";
import type { Fees } from "./fees.ts";
import { Network, type Wallet } from "./network.ts";

export const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
export const CHARGE_SEED: Uint8Array = seedOf(1);
export const PAYOUT_SEED: Uint8Array = seedOf(2);
export const PAYER_SEED: Uint8Array = seedOf(3);

export interface ChargeOptions {
  readonly seed?: Uint8Array;
  readonly payerSeed?: Uint8Array | null;
  readonly validFor?: number;
  readonly epoch?: number;
  readonly value?: bigint;
  readonly from?: Wallet;
}

/** One treasury on a simulated network, its operator, and the moves that tests make. */
export class Money {
  private constructor(
    readonly network: Network,
    readonly operator: Wallet,
    readonly treasury: Treasury,
  ) {}

  static async deploy(fees: Fees = "current", commissionPpm = 50_000): Promise<Money> {
    const network = await Network.create(fees);
    const operator = await network.wallet("operator");
    const treasury = Treasury.create(configOf(operator.address, commissionPpm));
    const money = new Money(network, operator, treasury);
    await money.toTreasury(operator, encodeFundPool(nanoton(0n)), VALUE_FOR_FEES);
    return money;
  }

  escrow = (owner: Wallet): ClientEscrow => ClientEscrow.of(this.treasury.address, owner.address);
  payout = (owner: Wallet): WorkerPayout => WorkerPayout.of(this.treasury.address, owner.address);

  async escrowState(owner: Wallet): Promise<EscrowState> {
    const state = await this.network.blockchain.openContract(this.escrow(owner)).getState();
    if (!state) throw new Error("no escrow there");
    return state;
  }

  async payoutState(owner: Wallet): Promise<PayoutState> {
    const state = await this.network.blockchain.openContract(this.payout(owner)).getState();
    if (!state) throw new Error("no payout contract there");
    return state;
  }

  async treasuryState(): Promise<TreasuryState> {
    const state = await this.network.blockchain.openContract(this.treasury).getState();
    if (!state) throw new Error("no treasury there");
    return state;
  }

  async toTreasury(
    from: Wallet,
    body: Cell,
    value: bigint = VALUE_FOR_FEES,
  ): Promise<BlockchainTransaction[]> {
    const { address, init } = this.treasury;
    return this.network.send(from, { to: address, value, body, init: await this.unlessThere(address, init) });
  }

  async toEscrow(
    owner: Wallet,
    body: Cell | null,
    value: bigint = VALUE_FOR_FEES,
    from: Wallet = owner,
  ): Promise<BlockchainTransaction[]> {
    const { address, init } = this.escrow(owner);
    return this.network.send(from, { to: address, value, body, init: await this.unlessThere(address, init) });
  }

  async toPayout(
    owner: Wallet,
    body: Cell,
    value: bigint = VALUE_FOR_FEES,
  ): Promise<BlockchainTransaction[]> {
    const { address, init } = this.payout(owner);
    return this.network.send(this.operator, {
      to: address,
      value,
      body,
      init: await this.unlessThere(address, init),
    });
  }

  /** A first message brings the code; later ones do without its cost. */
  private async unlessThere(address: Address, init: StateInit | undefined): Promise<StateInit | undefined> {
    const { accountState } = await this.network.blockchain.getContract(address);
    return accountState?.type === "active" ? undefined : init;
  }

  topUp(
    owner: Wallet,
    amount: bigint,
    guards?: Guards,
    from: Wallet = owner,
  ): Promise<BlockchainTransaction[]> {
    const body = encodeTopUp({ amountNanoton: nanoton(amount), ...(guards ? { guards } : {}) });
    return this.toEscrow(owner, body, amount + VALUE_FOR_FEES, from);
  }

  async charge(
    owner: Wallet,
    cumulative: bigint,
    options: ChargeOptions = {},
  ): Promise<BlockchainTransaction[]> {
    const body = await this.chargeBody(owner, cumulative, options);
    return this.toEscrow(owner, body, options.value, options.from ?? this.operator);
  }

  async chargeBody(owner: Wallet, cumulative: bigint, options: ChargeOptions = {}): Promise<Cell> {
    return encodeSignedCharge(await this.signed(owner, cumulative, chargeVoucher, options));
  }

  async grantClose(
    owner: Wallet,
    cumulative: bigint,
    options: ChargeOptions = {},
  ): Promise<BlockchainTransaction[]> {
    const body = await this.closeBody(owner, cumulative, options);
    return this.toEscrow(owner, body, options.value, options.from ?? this.operator);
  }

  async closeBody(owner: Wallet, cumulative: bigint, options: ChargeOptions = {}): Promise<Cell> {
    return encodeGrantClose(await this.signed(owner, cumulative, closeVoucher, options));
  }

  private async signed(
    owner: Wallet,
    cumulative: bigint,
    build: typeof chargeVoucher,
    { seed = CHARGE_SEED, payerSeed = null, validFor = 3600, epoch }: ChargeOptions,
  ) {
    const cumulativeNanoton = nanoton(cumulative);
    const validUntil = this.network.now + validFor;
    const voucher = build({
      globalId: this.network.globalId,
      escrow: this.escrow(owner).address,
      epoch: epoch ?? (await this.escrowState(owner)).account.epoch,
      cumulativeNanoton,
      validUntil,
    });
    const payerSignature = payerSeed && signVoucher(voucher, payerSeed);
    return { cumulativeNanoton, validUntil, signature: signVoucher(voucher, seed), payerSignature };
  }

  syncPayoutKeys(owner: Wallet): Promise<BlockchainTransaction[]> {
    return this.toPayout(owner, encodePayoutSyncKeys());
  }

  claimBody(owner: Wallet, cumulative: bigint, seed: Uint8Array = PAYOUT_SEED): Cell {
    const payout = this.payout(owner).address;
    const cumulativeNanoton = nanoton(cumulative);
    const voucher = payoutVoucher({ globalId: this.network.globalId, payout, cumulativeNanoton });
    return encodeClaim({ cumulativeNanoton, signature: signVoucher(voucher, seed) });
  }

  claim(owner: Wallet, cumulative: bigint, seed: Uint8Array = PAYOUT_SEED): Promise<BlockchainTransaction[]> {
    return this.toPayout(owner, this.claimBody(owner, cumulative, seed));
  }
}

export const configOf = (operator: Address, commissionPpm: number): TreasuryConfig => ({
  operator,
  chargeKey: voucherPublicKey(CHARGE_SEED),
  payoutKey: voucherPublicKey(PAYOUT_SEED),
  commissionPpm,
});

/** A limit that lets tests charge, without a payer key unless given. */
export const guardsOf = (dailyLimit: bigint, payerSeed: Uint8Array | null = null): Guards => ({
  dailyLimitNanoton: nanoton(dailyLimit),
  payerKey: payerSeed && voucherPublicKey(payerSeed),
});
