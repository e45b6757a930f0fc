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
import { escrowCode } from "./escrow.ts";
import { payoutCode } from "./payout.ts";
import { codeBoc, constants } from "./treasury.generated.ts";
import { configCell, parseConfig, type TreasuryConfig } from "./treasury-messages.ts";

export {
  codeHash as treasuryCodeHash,
  errors as treasuryErrors,
  reasons as treasuryReasons,
} from "./treasury.generated.ts";
export * from "./treasury-messages.ts";

export const treasuryCode = (): Cell => Cell.fromBase64(codeBoc);

/** From a proposal to its execution: longer than a client's notice, so that who mistrusts a new key is gone before it counts. */
export const CONFIG_DELAY_SECONDS = Number(constants.CONFIG_DELAY_SECONDS);

/** Commission and pool of a charge, as the contract splits it. */
export function splitCharge(amount: Nanoton, commissionPpm: number): { commission: Nanoton; pool: Nanoton } {
  const commission = (amount * BigInt(commissionPpm)) / constants.MILLION;
  return { commission: nanoton(commission), pool: nanoton(amount - commission) };
}

/** A new treasury. Its first configuration is number 1. */
export function treasuryStateInit(config: TreasuryConfig): Required<Pick<StateInit, "code" | "data">> {
  const [escrow, payout] = [escrowCode(), payoutCode()];
  const data = beginCell()
    .storeCoins(0)
    .storeCoins(0)
    .storeBit(false)
    .storeRef(configCell(config))
    .storeUint(1, 32)
    .storeUint(config.commissionPpm, 32)
    .storeBuffer(escrow.hash())
    .storeUint(escrow.depth(), 16)
    .storeBuffer(payout.hash())
    .storeUint(payout.depth(), 16)
    .endCell();
  return { code: treasuryCode(), data };
}

export interface TreasuryState {
  readonly config: TreasuryConfig;
  readonly keySeq: number;
  readonly workerPoolNanoton: Nanoton;
  readonly commissionNanoton: Nanoton;
  readonly proposal: { readonly config: TreasuryConfig; readonly at: number } | null;
  /** Of the code whose escrows and payout contracts it believes: 64 hexadecimal digits. */
  readonly escrowCodeHash: string;
  readonly payoutCodeHash: string;
}

/** Where a proxy's charges arrive and its workers are paid from. */
export class Treasury implements Contract {
  constructor(
    readonly address: Address,
    readonly init?: { code: Cell; data: Cell },
  ) {}

  static create(config: TreasuryConfig): Treasury {
    const init = treasuryStateInit(config) as { code: Cell; data: Cell };
    return new Treasury(contractAddress(0, init), init);
  }

  /** null where it was never deployed. */
  async getState(provider: ContractProvider): Promise<TreasuryState | null> {
    const { state } = await provider.getState();
    if (state.type !== "active") return null;
    const { stack } = await provider.get("state", []);
    const [workerPoolNanoton, commissionNanoton] = [stack.readBigNumber(), stack.readBigNumber()].map(
      nanoton,
    );
    const proposal = parseProposal(stack.readCellOpt());
    const config = parseConfig(stack.readCell());
    const keySeq = stack.readNumber();
    stack.skip(1);
    const escrowCodeHash = stack.readBigNumber().toString(16).padStart(64, "0");
    stack.skip(1);
    const payoutCodeHash = stack.readBigNumber().toString(16).padStart(64, "0");
    return {
      config,
      keySeq,
      workerPoolNanoton: workerPoolNanoton as Nanoton,
      commissionNanoton: commissionNanoton as Nanoton,
      proposal,
      escrowCodeHash,
      payoutCodeHash,
    };
  }

  async sendBody(provider: ContractProvider, via: Sender, value: bigint, body: Cell): Promise<void> {
    await provider.internal(via, { value, bounce: true, body });
  }
}

function parseProposal(cell: Cell | null): TreasuryState["proposal"] {
  if (!cell) return null;
  const slice = cell.beginParse();
  return { config: parseConfig(slice.loadRef()), at: slice.loadUint(32) };
}
