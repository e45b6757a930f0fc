import type { Nanoton } from "@cocoon/protocol/money";
import { type Address, beginCell, type Cell } from "@ton/core";
import { keyPairFromSeed, sign, signVerify } from "@ton/crypto";
import { constants } from "./escrow.generated.ts";

/** What may be taken from an escrow in this epoch, in all. Signed by the charge key, and by the payer key where there is one. */
export interface EscrowVoucher {
  /** Of the network (config parameter 19): a voucher of one chain is nothing on another. */
  readonly globalId: number;
  readonly escrow: Address;
  readonly epoch: number;
  readonly cumulativeNanoton: Nanoton;
  /** Unix seconds; the voucher counts until then, that second included. */
  readonly validUntil: number;
}

/** What a worker's owner has earned, in all. Does not expire. */
export interface PayoutVoucher {
  readonly globalId: number;
  readonly payout: Address;
  readonly cumulativeNanoton: Nanoton;
}

/** "CHG1". */
export const chargeVoucher = (voucher: EscrowVoucher): Cell => escrowVoucher(constants.TAG_CHARGE, voucher);

/** "CLS1": also lets the escrow be closed at once. */
export const closeVoucher = (voucher: EscrowVoucher): Cell => escrowVoucher(constants.TAG_CLOSE, voucher);

const started = (tag: bigint, globalId: number, target: Address) =>
  beginCell().storeUint(tag, 32).storeInt(globalId, 32).storeAddress(target);

const escrowVoucher = (tag: bigint, voucher: EscrowVoucher): Cell =>
  started(tag, voucher.globalId, voucher.escrow)
    .storeUint(voucher.epoch, 32)
    .storeCoins(voucher.cumulativeNanoton)
    .storeUint(voucher.validUntil, 32)
    .endCell();

/** "WPA1". */
export const payoutVoucher = (voucher: PayoutVoucher): Cell =>
  started(constants.TAG_PAYOUT, voucher.globalId, voucher.payout)
    .storeCoins(voucher.cumulativeNanoton)
    .endCell();

/** Ed25519 over the cell's hash. @param seed 32 bytes. */
export const signVoucher = (voucher: Cell, seed: Uint8Array): Uint8Array =>
  new Uint8Array(sign(voucher.hash(), keyPairFromSeed(Buffer.from(seed)).secretKey));

export const verifyVoucher = (voucher: Cell, signature: Uint8Array, publicKey: Uint8Array): boolean =>
  signature.length === 64 &&
  publicKey.length === 32 &&
  signVerify(voucher.hash(), Buffer.from(signature), Buffer.from(publicKey));

/** @param seed 32 bytes. */
export const voucherPublicKey = (seed: Uint8Array): Uint8Array =>
  new Uint8Array(keyPairFromSeed(Buffer.from(seed)).publicKey);
