import { type Address, type Cell, contractAddress, toNano, type Transaction } from "@ton/core";
import {
  type Approval,
  cancelBody,
  type Change,
  changeHash,
  denyBody,
  executeBody,
  genesisData,
  parseRegistryState,
  proposeBody,
  registryStateInit,
  type RegistryGenesis,
  type RegistryState,
  type Subject,
} from "../wrappers/registry.ts";
import type { Fees } from "./fees.ts";
import { Network, SIMULATED_GLOBAL_ID, type Wallet } from "./network.ts";
import { isAt } from "./transactions.ts";

export const DELAY_SECONDS = 48 * 3_600;
/** More than any message of these tests needs. */
const VALUE = toNano("0.2");

type Transactions = readonly Transaction[];

/** A registry on a simulated network, with its owner, its guardian and a stranger. */
export class RegistryWorld {
  readonly network: Network;
  readonly address: Address;
  readonly owner: Wallet;
  readonly guardian: Wallet;
  readonly stranger: Wallet;

  private constructor(
    network: Network,
    address: Address,
    [owner, guardian, stranger]: readonly [Wallet, Wallet, Wallet],
  ) {
    this.network = network;
    this.address = address;
    this.owner = owner;
    this.guardian = guardian;
    this.stranger = stranger;
  }

  /** @param dataOf a state that only much use would lead to, from the one it is born with */
  static async start(
    approved: readonly Approval[] = [],
    dataOf: (genesis: RegistryGenesis) => Cell = genesisData,
    fees: Fees = "current",
  ): Promise<RegistryWorld> {
    const network = await Network.create(fees);
    const owner = await network.wallet("owner");
    const guardian = await network.wallet("guardian");
    const stranger = await network.wallet("stranger");
    const genesis: RegistryGenesis = {
      network: SIMULATED_GLOBAL_ID,
      delaySeconds: DELAY_SECONDS,
      owner: owner.address.toRawString(),
      guardian: guardian.address.toRawString(),
      approved,
    };
    const init = { ...registryStateInit(genesis), data: dataOf(genesis) };
    const address = contractAddress(0, init);
    await network.send(owner, { to: address, value: toNano("0.5"), init, bounce: false });
    return new RegistryWorld(network, address, [owner, guardian, stranger]);
  }

  send(from: Wallet, body: Cell, value = VALUE): Promise<Transactions> {
    return this.network.send(from, { to: this.address, value, body });
  }

  propose(change: Change, from = this.owner): Promise<Transactions> {
    return this.send(from, proposeBody(change));
  }

  execute(change: Change, from = this.owner): Promise<Transactions> {
    return this.send(from, executeBody(changeHash(change)));
  }

  cancel(change: Change, from = this.owner): Promise<Transactions> {
    return this.send(from, cancelBody(changeHash(change)));
  }

  deny(subject: Subject, from = this.guardian): Promise<Transactions> {
    return this.send(from, denyBody(subject));
  }

  /** Propose, the whole delay, Execute. */
  async change(change: Change, executor = this.owner): Promise<Transactions> {
    await this.propose(change);
    this.network.advance(DELAY_SECONDS);
    return this.execute(change, executor);
  }

  async state(): Promise<RegistryState> {
    const { accountState } = await this.network.blockchain.getContract(this.address);
    if (accountState?.type !== "active" || !accountState.state.data)
      throw new Error("the registry is not there");
    return parseRegistryState(accountState.state.data.toBoc());
  }

  /** What the registry's own transaction ended with. */
  exitCode(transactions: Transactions): number {
    const { computed, actions } = this.#own(transactions);
    return computed.exitCode || (actions?.resultCode ?? 0);
  }

  gasUsed(transactions: Transactions): bigint {
    return this.#own(transactions).computed.gasUsed;
  }

  #own(transactions: Transactions) {
    const own = transactions.find((transaction) => isAt(transaction, this.address));
    if (own?.description.type !== "generic") throw new Error("no transaction at the registry");
    const { computePhase: computed, actionPhase: actions } = own.description;
    if (computed.type !== "vm") throw new Error("nothing was computed");
    return { computed, actions };
  }

  balance(): Promise<bigint> {
    return this.network.balanceOf(this.address);
  }
}
