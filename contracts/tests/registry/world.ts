import { type Address, type Cell, contractAddress, toNano } from "@ton/core";
import {
  Blockchain,
  type SandboxContract,
  type SendMessageResult,
  type TreasuryContract,
} from "@ton/sandbox";
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
} from "../../wrappers/registry.ts";

export const DELAY_SECONDS = 48 * 3_600;
export const START_SECONDS = 1_790_000_000;
export const VALUE = toNano("0.2");

export type Party = SandboxContract<TreasuryContract>;

/** A registry on the sandbox, with its owner, its guardian and a stranger. */
export class World {
  readonly chain: Blockchain;
  readonly address: Address;
  readonly owner: Party;
  readonly guardian: Party;
  readonly stranger: Party;

  private constructor(
    chain: Blockchain,
    address: Address,
    [owner, guardian, stranger]: readonly [Party, Party, Party],
  ) {
    this.chain = chain;
    this.address = address;
    this.owner = owner;
    this.guardian = guardian;
    this.stranger = stranger;
  }

  /** @param dataOf a state that only much use would lead to, from the one it is born with */
  static async start(
    approved: readonly Approval[] = [],
    dataOf: (genesis: RegistryGenesis) => Cell = genesisData,
  ): Promise<World> {
    const chain = await Blockchain.create();
    chain.now = START_SECONDS;
    const owner = await chain.treasury("owner");
    const guardian = await chain.treasury("guardian");
    const stranger = await chain.treasury("stranger");
    const genesis: RegistryGenesis = {
      network: -239,
      delaySeconds: DELAY_SECONDS,
      owner: owner.address.toRawString(),
      guardian: guardian.address.toRawString(),
      approved,
    };
    const data = dataOf(genesis);
    const init = { ...registryStateInit(genesis), data };
    const address = contractAddress(0, init);
    await owner.send({ to: address, value: toNano("0.5"), init, bounce: false });
    return new World(chain, address, [owner, guardian, stranger]);
  }

  send(from: Party, body: Cell, value = VALUE): Promise<SendMessageResult> {
    return from.send({ to: this.address, value, body });
  }

  propose(change: Change, from = this.owner): Promise<SendMessageResult> {
    return this.send(from, proposeBody(change));
  }

  execute(change: Change, from = this.owner): Promise<SendMessageResult> {
    return this.send(from, executeBody(changeHash(change)));
  }

  cancel(change: Change, from = this.owner): Promise<SendMessageResult> {
    return this.send(from, cancelBody(changeHash(change)));
  }

  deny(subject: Subject, from = this.guardian): Promise<SendMessageResult> {
    return this.send(from, denyBody(subject));
  }

  /** Propose, the whole delay, Execute. */
  async change(change: Change, executor = this.owner): Promise<SendMessageResult> {
    await this.propose(change);
    this.pass(DELAY_SECONDS);
    return this.execute(change, executor);
  }

  pass(seconds: number): void {
    this.chain.now = (this.chain.now ?? START_SECONDS) + seconds;
  }

  async state(): Promise<RegistryState> {
    const { accountState } = await this.chain.getContract(this.address);
    if (accountState?.type !== "active" || !accountState.state.data)
      throw new Error("the registry is not there");
    return parseRegistryState(accountState.state.data.toBoc());
  }

  /** What the registry's own transaction ended with. */
  exitCode(result: SendMessageResult): number {
    const { computed, actions } = this.#own(result);
    return computed.exitCode || (actions?.resultCode ?? 0);
  }

  gasUsed(result: SendMessageResult): bigint {
    return this.#own(result).computed.gasUsed;
  }

  #own({ transactions }: SendMessageResult) {
    const own = transactions.find(
      ({ inMessage }) => inMessage?.info.dest?.toString() === this.address.toString(),
    );
    if (own?.description.type !== "generic") throw new Error("no transaction at the registry");
    const { computePhase: computed, actionPhase: actions } = own.description;
    if (computed.type !== "vm") throw new Error("nothing was computed");
    return { computed, actions };
  }

  async balance(): Promise<bigint> {
    return (await this.chain.getContract(this.address)).balance;
  }
}
