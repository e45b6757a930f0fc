import { escrowAddress, ClientEscrow, type EscrowAccount } from "@cocoon/contracts/escrow";
import { payoutAddress, type PayoutState, WorkerPayout } from "@cocoon/contracts/payout";
import { Treasury } from "@cocoon/contracts/treasury";
import { DevChainClient } from "@cocoon/contracts/devchain";
import { Address } from "@ton/core";
import { TonClient } from "@ton/ton";
import type { Network } from "../network.ts";

/** Where coins are, and how many. */
export interface Place {
  readonly name: string;
  readonly nanoton: bigint;
}

/** Where every coin of a network's chain may be, by its contracts and the wallets that are named. */
export class Places {
  readonly #client: TonClient;
  readonly #dev: DevChainClient;
  readonly #network: Network;

  constructor(network: Network) {
    const endpoint = `${network.processes.chainApi}/jsonRPC`;
    this.#client = new TonClient({ endpoint });
    this.#dev = new DevChainClient(endpoint);
    this.#network = network;
  }

  /** @param wallets of people, by name; each may have an escrow */
  async all(wallets: Readonly<Record<string, Address>>): Promise<Place[]> {
    const { contracts } = this.#network.processes;
    const treasury = Address.parse(contracts.treasury);
    const owners = contracts.owners.map((owner) => Address.parse(owner));
    const addresses: [string, Address][] = [
      ...Object.entries(wallets).flatMap(([name, wallet]): [string, Address][] => [
        [`${name}'s wallet`, wallet],
        [`${name}'s escrow`, escrowAddress(treasury, wallet)],
      ]),
      ...owners.flatMap((owner, index): [string, Address][] => [
        [`wallet of worker ${index + 1}'s owner`, owner],
        [`payout contract of worker ${index + 1}'s owner`, payoutAddress(treasury, owner)],
      ]),
      ["hot wallet of the proxy", Address.parse(contracts.hotWallet)],
      ["operator's wallet", Address.parse(contracts.operator)],
      ["registry", Address.parse(contracts.registry)],
    ];
    const places = await Promise.all(
      addresses.map(async ([name, address]) => ({ name, nanoton: await this.#client.getBalance(address) })),
    );
    return [...places, ...(await this.#treasury(treasury))];
  }

  /** What its books say, and what it keeps for storage beside them. */
  async #treasury(address: Address): Promise<Place[]> {
    const state = await this.#client.open(new Treasury(address)).getState();
    if (!state) throw new Error("there is no treasury");
    const { workerPoolNanoton, commissionNanoton } = state;
    const balance = await this.#client.getBalance(address);
    return [
      { name: "treasury, for workers", nanoton: workerPoolNanoton },
      { name: "treasury, commission", nanoton: commissionNanoton },
      { name: "treasury, for its storage", nanoton: balance - workerPoolNanoton - commissionNanoton },
    ];
  }

  /** What an owner's escrow holds for them. */
  async depositOf(owner: Address): Promise<bigint> {
    return (await this.escrowOf(owner))?.balanceNanoton ?? 0n;
  }

  /** What an owner's escrow says of itself; null before anybody deployed it. */
  async escrowOf(owner: Address): Promise<EscrowAccount | null> {
    const treasury = Address.parse(this.#network.processes.contracts.treasury);
    const state = await this.#client.open(ClientEscrow.of(treasury, owner)).getState();
    return state?.account ?? null;
  }

  /** The value of the message that a wallet got last. */
  async lastReceived(wallet: Address): Promise<bigint> {
    const [last] = await this.#client.getTransactions(wallet, { limit: 1 });
    const info = last?.inMessage?.info;
    return info?.type === "internal" ? info.value.coins : 0n;
  }

  /** Null before anybody deployed it. */
  payoutOf(owner: Address): Promise<PayoutState | null> {
    const treasury = Address.parse(this.#network.processes.contracts.treasury);
    return this.#client.open(WorkerPayout.of(treasury, owner)).getState();
  }

  /** All that was minted, and what of it the chain took as fees. */
  async totals(): Promise<{ readonly minted: bigint; readonly fees: bigint }> {
    const { mintedNanoton, feesNanoton } = await this.#dev.status();
    return { minted: BigInt(mintedNanoton), fees: BigInt(feesNanoton) };
  }
}
