import { resolve } from "node:path";
import { Secret } from "@cocoon/protocol/bytes";
import {
  type Address,
  type Cell,
  external,
  internal,
  loadStateInit,
  type MessageRelaxed,
  SendMode,
} from "@ton/core";
import { type KeyPair, mnemonicToPrivateKey, mnemonicValidate } from "@ton/crypto";
import {
  type TonClient,
  WalletContractV3R1,
  WalletContractV3R2,
  WalletContractV4,
  WalletContractV5R1,
} from "@ton/ton";
import type { Cli } from "../cli.ts";
import { readBounded, readInput } from "../verify/read-bounded.ts";
import { asking } from "./endpoint.ts";
import { EscrowError } from "./escrow-error.ts";
import type { Order } from "./order.ts";

const WORDS = 24;
const LONGEST_BYTES = 1_024;
const TIMEOUT_S = 120;

interface Transfer {
  readonly seqno: number;
  readonly secretKey: Buffer;
  readonly sendMode: SendMode;
  readonly timeout: number;
  readonly messages: MessageRelaxed[];
}

interface Wallet {
  readonly address: Address;
  readonly init: { readonly code: Cell; readonly data: Cell };
  createTransfer(transfer: Transfer): Cell;
}

/** The words, from a file or from standard input: never from the command line, which other users see. @throws UsageError */
export async function readWords(from: string, { input, cwd }: Cli): Promise<Secret<string[]>> {
  const instead = "name a file of your wallet's 24 words by --words, or - for standard input";
  const bytes = await (from === "-"
    ? readInput(input, LONGEST_BYTES)
    : readBounded(resolve(cwd, from), LONGEST_BYTES, instead));
  return new Secret(Buffer.from(bytes).toString("utf8").trim().toLowerCase().split(/\s+/));
}

/**
 * The owner's key.
 * @param globalIds networks that the wallet may be of
 * @throws EscrowError where the words are none, or of another wallet
 */
export async function signerOf(
  words: Secret<string[]>,
  owner: Address,
  globalIds: readonly number[],
): Promise<Signer> {
  const list = words.reveal();
  if (list.length !== WORDS || !(await mnemonicValidate(list))) throw new EscrowError("words_wrong");
  const key = await mnemonicToPrivateKey(list);
  const wallet = walletsOf(key.publicKey, globalIds).find(({ address }) => address.equals(owner));
  if (!wallet) throw new EscrowError("other_wallet");
  return new Signer(wallet, key);
}

/** Every wallet that one key has. */
function walletsOf(publicKey: Buffer, globalIds: readonly number[]): Wallet[] {
  const older = { workchain: 0, publicKey };
  const context = { walletVersion: "v5r1", workchain: 0, subwalletNumber: 0 } as const;
  const newest = globalIds.map((networkGlobalId) =>
    WalletContractV5R1.create({ publicKey, walletId: { networkGlobalId, context } }),
  );
  return [
    ...newest,
    WalletContractV4.create(older),
    WalletContractV3R2.create(older),
    WalletContractV3R1.create(older),
  ];
}

/** Signs for one wallet, for two minutes by the chain's time. */
class Signer {
  readonly #wallet: Wallet;
  readonly #key: KeyPair;

  constructor(wallet: Wallet, key: KeyPair) {
    this.#wallet = wallet;
    this.#key = key;
  }

  /** @throws EscrowError */
  async send(client: TonClient, { to, valueNanoton, body, init }: Order): Promise<void> {
    const { address } = this.#wallet;
    await asking(async () => {
      const { state, timestampt: nowS } = await client.getContractState(address);
      const isDeployed = state === "active";
      const seqno = isDeployed ? (await client.runMethod(address, "seqno")).stack.readNumber() : 0;
      const stateInit = init ? loadStateInit(init.beginParse()) : undefined;
      const signed = this.#wallet.createTransfer({
        seqno,
        secretKey: this.#key.secretKey,
        sendMode: SendMode.PAY_GAS_SEPARATELY,
        timeout: nowS + TIMEOUT_S,
        messages: [
          internal({ to, value: valueNanoton, bounce: true, body, ...(stateInit && { init: stateInit }) }),
        ],
      });
      const first = isDeployed ? {} : { init: this.#wallet.init };
      await client.sendMessage(external({ to: address, body: signed, ...first }));
    });
  }
}

export type { Signer };
