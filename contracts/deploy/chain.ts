import {
  type Address,
  type Cell,
  external,
  type MessageRelaxed,
  toNano,
  SendMode,
  beginCell,
  storeMessage,
} from "@ton/core";
import type { KeyPair } from "@ton/crypto";
import { TonClient, WalletContractV5R1 } from "@ton/ton";
import { codeHashOf } from "./code.ts";
import { DeployError } from "./error.ts";

/** What stands at an address. */
export interface Standing {
  readonly isActive: boolean;
  /** In hex; null where there is no code. */
  readonly codeHash: string | null;
  readonly balanceNanoton: bigint;
}

export interface TonServer {
  /** Of toncenter's v2 API; its jsonRPC address is taken too. */
  readonly api: string;
  readonly apiKey?: string;
}

const WAIT_MS = 120_000;
const LOOK_MS = 500;
const MESSAGE_LIFE_S = 90;

/** TON as a deployment needs it. Every failure is a DeployError that names the server and not its answer. */
export class DeployChain {
  readonly client: TonClient;
  readonly #api: string;

  constructor({ api, apiKey }: TonServer) {
    const base = api.replace(/\/(jsonRPC\/?)?$/, "");
    this.#api = base;
    this.client = new TonClient({ endpoint: `${base}/jsonRPC`, ...(apiKey !== undefined && { apiKey }) });
  }

  async standing(address: Address): Promise<Standing> {
    const { state, code, balance } = await this.#ask(() => this.client.getContractState(address));
    return {
      isActive: state === "active",
      codeHash: code && codeHashOf(code),
      balanceNanoton: balance,
    };
  }

  /** The account's data; null where nothing is deployed. */
  async dataOf(address: Address): Promise<Uint8Array | null> {
    return (await this.#ask(() => this.client.getContractState(address))).data;
  }

  /** Signs one transfer of the deployer's wallet and waits until the wallet has done it. @throws DeployError */
  async send(deployer: Deployer, messages: readonly MessageRelaxed[]): Promise<void> {
    const wallet = this.client.open(deployer.wallet);
    const { state, timestampt, balance } = await this.#ask(() =>
      this.client.getContractState(wallet.address),
    );
    demandBalance(wallet.address, balance, messages);
    const seqno = state === "active" ? await this.#ask(() => wallet.getSeqno()) : 0;
    const body = wallet.createTransfer({
      seqno,
      secretKey: deployer.key.secretKey,
      sendMode: SendMode.PAY_GAS_SEPARATELY,
      // By the chain's time, which may be another than this machine's.
      timeout: timestampt + MESSAGE_LIFE_S,
      messages: [...messages],
    });
    await this.#ask(() => this.client.sendFile(externalBoc(deployer, state === "active", body)));
    await this.until(async () => (await this.#seqno(deployer)) > seqno, "the deployer's wallet did not send");
  }

  /** Looks until it holds. @throws DeployError after two minutes */
  async until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
    for (const endMs = Date.now() + WAIT_MS; Date.now() < endMs; ) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new DeployError(`After two minutes ${otherwise}; run it again: what is there already stays.`);
  }

  async #seqno(deployer: Deployer): Promise<number> {
    const wallet = this.client.open(deployer.wallet);
    const { state } = await this.#ask(() => this.client.getContractState(wallet.address));
    return state === "active" ? this.#ask(() => wallet.getSeqno()) : 0;
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      const reason = error instanceof Error ? error.name : "unknown";
      throw new DeployError(
        `The TON server ${this.#api} failed (${reason}); check COCOON_TON_API and try again.`,
      );
    }
  }
}

/** A wallet's own fees for one message, with room. */
export const FEES_NANOTON = toNano("0.05");

/** A wallet leaves out what it can't pay for, and says nothing. @throws DeployError */
function demandBalance(wallet: Address, balance: bigint, messages: readonly MessageRelaxed[]): void {
  const needed = messages.reduce((sum, { info }) => sum + FEES_NANOTON + valueOf(info), 0n);
  if (balance >= needed) return;
  const to = wallet.toString({ bounceable: false });
  throw new DeployError(`The wallet has too little: send ${needed - balance} nanoton to ${to}.`);
}

const valueOf = (info: MessageRelaxed["info"]): bigint => (info.type === "internal" ? info.value.coins : 0n);

/** Who pays: a wallet V5 of one network. */
export interface Deployer {
  readonly key: KeyPair;
  readonly wallet: WalletContractV5R1;
}

export const deployerOf = (key: KeyPair, networkGlobalId: number): Deployer => ({
  key,
  wallet: WalletContractV5R1.create({
    publicKey: key.publicKey,
    walletId: {
      networkGlobalId,
      context: { walletVersion: "v5r1", workchain: 0, subwalletNumber: 0 },
    },
  }),
});

function externalBoc({ wallet }: Deployer, isActive: boolean, body: Cell): Buffer {
  const message = external({ to: wallet.address, body, ...(!isActive && { init: wallet.init }) });
  return beginCell().store(storeMessage(message)).endCell().toBoc();
}
