import {
  Address,
  beginCell,
  Cell,
  external,
  loadStateInit,
  type MessageRelaxed,
  type OpenedContract,
  SendMode,
  storeMessage,
  storeStateInit,
} from "@ton/core";
import type { KeyPair } from "@ton/crypto";
import { internal, TonClient, WalletContractV5R1 } from "@ton/ton";
import { type ProofRequest, proveAddress, type TonProof } from "./ton-proof.ts";

/** A message as TON Connect's `sendTransaction` takes it. */
export interface ConnectMessage {
  readonly address: string;
  /** Nanoton in decimal. */
  readonly amount: string;
  /** Base64 of a bag of cells. */
  readonly stateInit?: string | undefined;
  readonly payload?: string | undefined;
}

export interface ConnectTransaction {
  /** Unix seconds. */
  readonly validUntil?: number | undefined;
  readonly messages: readonly ConnectMessage[];
}

/** TON Connect's `ton_addr` item. */
export interface ConnectedAccount {
  /** Raw. */
  readonly address: string;
  /** The chain's global id, as text. */
  readonly network: string;
  /** Hex. */
  readonly publicKey: string;
  /** Base64. */
  readonly walletStateInit: string;
}

const TIMEOUT_S = 60;

/** A SIMULATED person with a wallet: the contract is the real V5R1, the finger on the button is a script. */
export class ScriptedWallet {
  readonly #contract: OpenedContract<WalletContractV5R1>;
  readonly #client: TonClient;
  readonly #key: KeyPair;
  readonly #globalId: number;

  /** @param endpoint of the toncenter v2 form, such as http://127.0.0.1:7771/api/v2/jsonRPC */
  constructor(
    key: KeyPair,
    { endpoint, globalId }: { readonly endpoint: string; readonly globalId: number },
  ) {
    const context = { walletVersion: "v5r1", workchain: 0, subwalletNumber: 0 } as const;
    const walletId = { networkGlobalId: globalId, context };
    this.#key = key;
    this.#globalId = globalId;
    this.#client = new TonClient({ endpoint });
    this.#contract = this.#client.open(WalletContractV5R1.create({ publicKey: key.publicKey, walletId }));
  }

  get address(): Address {
    return this.#contract.address;
  }

  /** What a page learns when it connects. */
  account(): ConnectedAccount {
    const init = beginCell().store(storeStateInit(this.#contract.init)).endCell();
    return {
      address: this.address.toRawString(),
      network: String(this.#globalId),
      publicKey: this.#key.publicKey.toString("hex"),
      walletStateInit: init.toBoc().toString("base64"),
    };
  }

  prove(request: ProofRequest): TonProof {
    return proveAddress(this.address, this.#key.secretKey, request);
  }

  balance(): Promise<bigint> {
    return this.#contract.getBalance();
  }

  /**
   * Signs and sends, as the person's tap on "confirm" would. Resolves to the signed message, in base64 as TON Connect
   * answers it, once the endpoint has taken it.
   */
  async send({ validUntil, messages }: ConnectTransaction): Promise<string> {
    const { state, timestampt: nowS } = await this.#client.getContractState(this.address);
    const body = this.#contract.createTransfer({
      seqno: await this.#contract.getSeqno(),
      secretKey: this.#key.secretKey,
      sendMode: SendMode.PAY_GAS_SEPARATELY,
      // By the chain's time, which may be ahead of this machine's.
      timeout: Math.min(validUntil ?? Number.POSITIVE_INFINITY, nowS + TIMEOUT_S),
      messages: messages.map(toMessage),
    });
    const init = state === "active" ? undefined : this.#contract.init;
    const message = external({ to: this.address, body, ...(init && { init }) });
    const boc = beginCell().store(storeMessage(message)).endCell().toBoc();
    await this.#client.sendFile(boc);
    return boc.toString("base64");
  }
}

function toMessage({ address, amount, stateInit, payload }: ConnectMessage): MessageRelaxed {
  return internal({
    to: Address.parse(address),
    value: BigInt(amount),
    // A friendly address says whether what can't be delivered comes back; a raw one means that it does.
    bounce: Address.isFriendly(address) ? Address.parseFriendly(address).isBounceable : true,
    ...(stateInit && { init: loadStateInit(Cell.fromBase64(stateInit).beginParse()) }),
    ...(payload && { body: Cell.fromBase64(payload) }),
  });
}
