import type { Nanoton } from "@cocoon/protocol/money";
import { type Address, beginCell, type Cell, type Slice } from "@ton/core";
import { decode, keyBytes, keyNumber, loadNanoton, message } from "./cells.ts";
import { opcodes } from "./treasury.generated.ts";

/** What the operator may replace, in two days. */
export interface TreasuryConfig {
  readonly operator: Address;
  /** Signs charges and closes. */
  readonly chargeKey: Uint8Array;
  /** Signs payouts. */
  readonly payoutKey: Uint8Array;
  /** Of every charge, in millionths. */
  readonly commissionPpm: number;
}

/** Its hash is what Execute expects. */
export const configCell = (config: TreasuryConfig): Cell =>
  beginCell()
    .storeAddress(config.operator)
    .storeUint(keyNumber(config.chargeKey), 256)
    .storeUint(keyNumber(config.payoutKey), 256)
    .storeUint(config.commissionPpm, 32)
    .endCell();

export function parseConfig(cell: Cell): TreasuryConfig {
  const slice = cell.beginParse();
  const config = {
    operator: slice.loadAddress(),
    chargeKey: keyBytes(slice.loadUintBig(256)) ?? new Uint8Array(32),
    payoutKey: keyBytes(slice.loadUintBig(256)) ?? new Uint8Array(32),
    commissionPpm: slice.loadUint(32),
  };
  slice.endParse();
  return config;
}

const ofAmount =
  (opcode: number) =>
  (amount: Nanoton, queryId = 0n): Cell =>
    message(opcode, queryId, (builder) => {
      builder.storeCoins(amount);
    });

export const encodeDrawCommission = ofAmount(opcodes.DrawCommission);
export const encodeCommissionToPool = ofAmount(opcodes.CommissionToPool);
/** Attach the amount and VALUE_FOR_FEES. */
export const encodeFundPool = ofAmount(opcodes.FundPool);

export const encodeProposeConfig = (config: TreasuryConfig, queryId = 0n): Cell =>
  message(opcodes.ProposeConfig, queryId, (builder) => {
    builder.storeRef(configCell(config));
  });
export const encodeExecuteConfig = (config: TreasuryConfig, queryId = 0n): Cell =>
  message(opcodes.ExecuteConfig, queryId, (builder) => {
    builder.storeBuffer(configCell(config).hash());
  });
export const encodeCancelConfig = (queryId = 0n): Cell => message(opcodes.CancelConfig, queryId);

/** A payout contract's order. Believe it only from `payoutAddress(treasury, owner)`. */
export interface PayWorker {
  readonly amountNanoton: Nanoton;
  readonly keySeq: number;
  readonly queryId: bigint;
  readonly owner: Address;
}

/** null where the body is another message. */
export const decodePayWorker = (body: Cell): PayWorker | null =>
  decode(body, opcodes.PayWorker, (slice) => {
    const order = {
      amountNanoton: loadNanoton(slice),
      keySeq: slice.loadUint(32),
      queryId: slice.loadUintBig(64),
      owner: slice.loadAddress(),
    };
    slice.loadAddress();
    return order;
  });

const amountOf = (slice: Slice): Nanoton => {
  slice.skip(64);
  return loadNanoton(slice);
};

/**
 * The operator's moves of money and anyone's gift; null where the body is another message. The treasury carries them out whatever
 * comes after the amount, so they count with it.
 */
const decodeAmount = (opcode: number) => (body: Cell) => decode(body, opcode, amountOf, true);

export const decodeDrawCommission = decodeAmount(opcodes.DrawCommission);
export const decodeCommissionToPool = decodeAmount(opcodes.CommissionToPool);
export const decodeFundPool = decodeAmount(opcodes.FundPool);
