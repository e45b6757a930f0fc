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
import { decode, keyBytes, message, storeSignature } from "./cells.ts";
import { codeBoc, opcodes } from "./payout.generated.ts";

export {
  codeHash as payoutCodeHash,
  errors as payoutErrors,
  reasons as payoutReasons,
} from "./payout.generated.ts";

export const payoutCode = (): Cell => Cell.fromBase64(codeBoc);

/** Mirrors the first state in common/children.tolk: nothing but whose it is. */
export function payoutStateInit(
  treasury: Address,
  owner: Address,
): Required<Pick<StateInit, "code" | "data">> {
  const data = beginCell()
    .storeAddress(treasury)
    .storeAddress(owner)
    .storeUint(0, 32)
    .storeUint(0, 256)
    .storeCoins(0)
    .endCell();
  return { code: payoutCode(), data };
}

export const payoutAddress = (treasury: Address, owner: Address): Address =>
  contractAddress(0, payoutStateInit(treasury, owner));

export interface SignedPayout {
  readonly queryId?: bigint;
  readonly cumulativeNanoton: Nanoton;
  readonly signature: Uint8Array;
}

/** Refused until the contract knows its key: deploy it by `encodeSyncKeys` first. */
export const encodeClaim = (claim: SignedPayout): Cell =>
  message(opcodes.Claim, claim.queryId ?? 0n, (builder) => {
    builder.storeCoins(claim.cumulativeNanoton).store(storeSignature(claim.signature));
  });

export const encodePayoutSyncKeys = (queryId = 0n): Cell => message(opcodes.SyncKeys, queryId);

/** null where the body is another message. */
export const decodeClaim = (body: Cell): SignedPayout | null =>
  decode(body, opcodes.Claim, (slice) => ({
    queryId: slice.loadUintBig(64),
    cumulativeNanoton: nanoton(slice.loadCoins()),
    signature: new Uint8Array(slice.loadBuffer(64)),
  }));

export interface PayoutState {
  readonly treasury: Address;
  readonly owner: Address;
  /** 0 until the treasury has told its key. */
  readonly keySeq: number;
  readonly payoutKey: Uint8Array | null;
  /** All time: what the next voucher must be above. */
  readonly paidNanoton: Nanoton;
}

/** What pays one owner of workers from one treasury. */
export class WorkerPayout implements Contract {
  constructor(
    readonly address: Address,
    readonly init?: { code: Cell; data: Cell },
  ) {}

  static of(treasury: Address, owner: Address): WorkerPayout {
    const init = payoutStateInit(treasury, owner) as { code: Cell; data: Cell };
    return new WorkerPayout(contractAddress(0, init), init);
  }

  /** null where it was never deployed. */
  async getState(provider: ContractProvider): Promise<PayoutState | null> {
    const { state } = await provider.getState();
    if (state.type !== "active") return null;
    const { stack } = await provider.get("state", []);
    return {
      treasury: stack.readAddress(),
      owner: stack.readAddress(),
      keySeq: stack.readNumber(),
      payoutKey: keyBytes(stack.readBigNumber()),
      paidNanoton: nanoton(stack.readBigNumber()),
    };
  }

  async sendBody(provider: ContractProvider, via: Sender, value: bigint, body: Cell): Promise<void> {
    await provider.internal(via, { value, bounce: true, body });
  }
}
