import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import {
  type Address,
  beginCell,
  Cell,
  type Contract,
  type ContractProvider,
  contractAddress,
  type Sender,
  type StateInit,
} from "@ton/core";
import { decode, keyBytes, loadNanoton, message, storeSignature } from "./cells.ts";
import { codeBoc, constants, opcodes } from "./escrow.generated.ts";
import { type EscrowAccount, type Guards, parseAccount, storeGuards } from "./escrow-account.ts";

export {
  codeHash as escrowCodeHash,
  errors as escrowErrors,
  reasons as escrowReasons,
} from "./escrow.generated.ts";
export { type EscrowAccount, type Guards, guardsAt, type PendingGuards } from "./escrow-account.ts";

export const escrowCode = (): Cell => Cell.fromBase64(codeBoc);

/** Stays in an escrow to pay for its storage; no part of the deposit. */
export const STORAGE_RESERVE: Nanoton = nanoton(constants.STORAGE_RESERVE);
export const MINIMUM_TOP_UP: Nanoton = nanoton(constants.MINIMUM_TOP_UP);
/** What a client waits for its deposit without the proxy, and for guards to tighten. */
export const NOTICE_SECONDS = Number(constants.NOTICE_SECONDS);
/** Covers any operation's fees and a new escrow's reserve at any fees there have been; what is over returns. */
export const VALUE_FOR_FEES: Nanoton = nanoton(60_000_000n);

/** Mirrors the first state in common/children.tolk: nothing but whose it is. */
export function escrowStateInit(
  treasury: Address,
  owner: Address,
): Required<Pick<StateInit, "code" | "data">> {
  const data = beginCell()
    .storeUint(0, 2)
    .storeAddress(treasury)
    .storeAddress(owner)
    .storeUint(0, 32)
    .storeUint(0, 256)
    .endCell();
  return { code: escrowCode(), data };
}

export const escrowAddress = (treasury: Address, owner: Address): Address =>
  contractAddress(0, escrowStateInit(treasury, owner));

/** Attach the amount and VALUE_FOR_FEES. Guards count from the owner only. */
export const encodeTopUp = (topUp: {
  readonly queryId?: bigint;
  readonly amountNanoton: Nanoton;
  readonly guards?: Guards;
}): Cell =>
  message(opcodes.TopUp, topUp.queryId ?? 0n, (builder) => {
    builder.storeCoins(topUp.amountNanoton).storeBit(topUp.guards !== undefined);
    if (topUp.guards) builder.store(storeGuards(topUp.guards));
  });

/** A voucher as it is submitted: its other fields are the escrow's own state. */
export interface SignedVoucher {
  readonly cumulativeNanoton: Nanoton;
  readonly validUntil: number;
  readonly signature: Uint8Array;
  readonly payerSignature?: Uint8Array | null;
}

const submitted = (opcode: number, voucher: SignedVoucher): Cell =>
  message(opcode, null, (builder) => {
    builder.storeCoins(voucher.cumulativeNanoton).storeUint(voucher.validUntil, 32);
    builder.store(storeSignature(voucher.signature));
    const payer = voucher.payerSignature ?? null;
    builder.storeMaybeRef(payer && beginCell().store(storeSignature(payer)).endCell());
  });

export const encodeSignedCharge = (voucher: SignedVoucher): Cell => submitted(opcodes.SignedCharge, voucher);

/** The payer's signature is needed only where it charges. */
export const encodeGrantClose = (voucher: SignedVoucher): Cell => submitted(opcodes.GrantClose, voucher);

export const encodeSetGuards = (guards: Guards, queryId = 0n): Cell =>
  message(opcodes.SetGuards, queryId, storeGuards(guards));

export const encodeRequestClose = (queryId = 0n): Cell => message(opcodes.RequestClose, queryId);
export const encodeFinalizeClose = (queryId = 0n): Cell => message(opcodes.FinalizeClose, queryId);
export const encodeSyncKeys = (queryId = 0n): Cell => message(opcodes.SyncKeys, queryId);

/** What an escrow told its treasury. Believe it only from `escrowAddress(treasury, owner)`. */
export interface EscrowNotify {
  /** Charged by this message; 0 for any other change. */
  readonly amountNanoton: Nanoton;
  /** Of the charge: for a close that charged first, the epoch that ended by it. */
  readonly chargeEpoch: number;
  readonly keySeq: number;
  readonly queryId: bigint;
  readonly owner: Address;
  readonly account: EscrowAccount;
}

/** null where the body is another message. */
export const decodeEscrowNotify = (body: Cell): EscrowNotify | null =>
  decode(body, opcodes.EscrowNotify, (slice) => {
    const amountNanoton = loadNanoton(slice);
    const chargeEpoch = slice.loadUint(32);
    slice.skip(32);
    const keySeq = slice.loadUint(32);
    const queryId = slice.loadUintBig(64);
    const owner = slice.loadAddress();
    slice.loadAddress();
    const account = parseAccount(slice.loadRef(), slice.loadMaybeRef());
    return { amountNanoton, chargeEpoch, keySeq, queryId, owner, account };
  });

export interface EscrowState {
  readonly treasury: Address;
  readonly owner: Address;
  /** 0 until the treasury has told its key. */
  readonly keySeq: number;
  readonly chargeKey: Uint8Array | null;
  readonly account: EscrowAccount;
}

/** One owner's deposit with one treasury. */
export class ClientEscrow implements Contract {
  constructor(
    readonly address: Address,
    readonly init?: { code: Cell; data: Cell },
  ) {}

  static of(treasury: Address, owner: Address): ClientEscrow {
    const init = escrowStateInit(treasury, owner) as { code: Cell; data: Cell };
    return new ClientEscrow(contractAddress(0, init), init);
  }

  /** null where it was never deployed. */
  async getState(provider: ContractProvider): Promise<EscrowState | null> {
    const { state } = await provider.getState();
    if (state.type !== "active") return null;
    const { stack } = await provider.get("state", []);
    const account = parseAccount(stack.readCellOpt(), stack.readCellOpt());
    return {
      treasury: stack.readAddress(),
      owner: stack.readAddress(),
      keySeq: stack.readNumber(),
      chargeKey: keyBytes(stack.readBigNumber()),
      account,
    };
  }

  async sendBody(provider: ContractProvider, via: Sender, value: bigint, body: Cell | null): Promise<void> {
    await provider.internal(via, { value, bounce: true, body });
  }
}
