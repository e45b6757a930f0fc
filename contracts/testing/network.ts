import { type Address, Cell, type StateInit } from "@ton/core";
import {
  Blockchain,
  type BlockchainTransaction,
  type SandboxContract,
  type TreasuryContract,
} from "@ton/sandbox";
import { configWith, type Fees } from "./fees.ts";

/** Of simulated networks: no voucher or wallet of one is valid on a real one. */
export const SIMULATED_GLOBAL_ID = 0x5eed;
/** 2027-01-15 08:00 UTC. */
const START = 1_800_000_000;

export type Wallet = SandboxContract<TreasuryContract>;

export interface Sent {
  readonly to: Address;
  readonly value: bigint;
  readonly body?: Cell | null;
  readonly init?: StateInit | undefined;
  readonly bounce?: boolean;
}

/** A simulated network: the real TVM on one machine, a clock that stands still until told. */
export class Network {
  private constructor(
    readonly blockchain: Blockchain,
    readonly globalId: number,
  ) {}

  static async create(fees: Fees = "current", globalId = SIMULATED_GLOBAL_ID): Promise<Network> {
    const blockchain = await Blockchain.create({ config: "slim" });
    blockchain.setConfig(configWith(blockchain.config, fees, globalId));
    blockchain.now = START;
    return new Network(blockchain, globalId);
  }

  get now(): number {
    return this.blockchain.now ?? START;
  }

  advance(seconds: number): void {
    this.blockchain.now = this.now + seconds;
  }

  /** A wallet with a million TON, the same for the same name. */
  async wallet(name: string): Promise<Wallet> {
    return this.blockchain.treasury(name);
  }

  /** Sends from a wallet and runs all that follows from it. In the order in which it happened, the wallet's own transaction first. */
  async send(from: Wallet, { to, value, body, init, bounce }: Sent): Promise<BlockchainTransaction[]> {
    const message = { to, value, bounce: bounce ?? true, body: body ?? Cell.EMPTY, init: init ?? null };
    const { transactions } = await from.send(message);
    return transactions;
  }

  async balanceOf(address: Address): Promise<bigint> {
    return (await this.blockchain.getContract(address)).balance;
  }
}
