import { Secret } from "@cocoon/protocol/bytes";
import {
  type Address,
  beginCell,
  type Cell,
  external,
  internal,
  SendMode,
  type StateInit,
  storeMessage,
} from "@ton/core";
import { keyPairFromSeed } from "@ton/crypto";
import { WalletContractV5R1 } from "@ton/ton";
import type { ChainSource } from "../source/port.ts";

/** 255 are allowed; with two signatures in each, more than this would outgrow an external message. */
export const BATCH = 100;
/** A transfer that is not in a block by then never will be. */
const VALID_S = 60;
/** A full batch costs half of it at the fees of 2026; what it does not cost stays. */
const OWN_FEE_NANOTON = 100_000_000n;

export interface WalletMessage {
  readonly to: Address;
  /** Pays the fees on the way; what is left comes back to the wallet. */
  readonly valueNanoton: bigint;
  readonly body: Cell;
  readonly init?: StateInit;
}

export interface HotWalletOptions {
  readonly source: ChainSource;
  /** Ed25519, 32 bytes. */
  readonly key: Secret<Uint8Array>;
  readonly globalId: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface Sending {
  /** So many of the messages, from the first on. */
  readonly sent: number;
  /** Why not all: an earlier transfer is under way, or the wallet can't pay for more. */
  readonly because: "busy" | "low" | null;
}

/**
 * The W5 wallet that pays the fees of what the proxy sends, and holds nothing else. It has one transfer under way at a time:
 * each takes the next number, so a transfer that is late can't arrive beside the one that replaced it.
 */
export class HotWallet {
  readonly #options: HotWalletOptions;
  readonly #wallet: WalletContractV5R1;
  readonly #secretKey: Secret<Buffer>;
  #underWay: { readonly seqno: number; readonly untilMs: number } | null = null;

  constructor(options: HotWalletOptions) {
    const { publicKey, secretKey } = keyPairFromSeed(Buffer.from(options.key.reveal()));
    this.#options = options;
    this.#secretKey = new Secret(secretKey);
    const context = { walletVersion: "v5r1", workchain: 0, subwalletNumber: 0 } as const;
    this.#wallet = WalletContractV5R1.create({
      publicKey,
      walletId: { networkGlobalId: options.globalId, context },
    });
  }

  get address(): Address {
    return this.#wallet.address;
  }

  async balanceNanoton(): Promise<bigint> {
    return (await this.#options.source.account(this.address)).balanceNanoton;
  }

  /** As many of the messages as a batch takes and the wallet can pay for, as one transfer. @throws ChainError */
  async send(messages: readonly WalletMessage[]): Promise<Sending> {
    const { source } = this.#options;
    const { isActive, balanceNanoton } = await source.account(this.address);
    const seqno = isActive ? (await source.run(this.address, "seqno", [])).readNumber() : 0;
    if (this.#isUnderWay(seqno)) return { sent: 0, because: "busy" };
    const batch = affordable(messages.slice(0, BATCH), balanceNanoton);
    if (batch.length > 0) await this.#transfer(batch, seqno, isActive);
    return { sent: batch.length, because: batch.length < Math.min(messages.length, BATCH) ? "low" : null };
  }

  async #transfer(batch: readonly WalletMessage[], seqno: number, isActive: boolean): Promise<void> {
    const { source, now } = this.#options;
    const untilMs = now() + VALID_S * 1000;
    const body = this.#sign(batch, seqno, Math.floor(untilMs / 1000));
    const init = isActive ? {} : { init: this.#wallet.init };
    const message = external({ to: this.address, body, ...init });
    this.#underWay = { seqno, untilMs };
    await source.send(beginCell().store(storeMessage(message)).endCell().toBoc());
  }

  /** Whether an earlier transfer may still arrive under this number. */
  #isUnderWay(seqno: number): boolean {
    const last = this.#underWay;
    return last !== null && seqno <= last.seqno && this.#options.now() < last.untilMs;
  }

  #sign(messages: readonly WalletMessage[], seqno: number, validUntil: number): Cell {
    return this.#wallet.createTransfer({
      seqno,
      secretKey: this.#secretKey.reveal(),
      timeout: validUntil,
      // The wallet takes no other mode from outside: one message that can't be sent must not hold up the others.
      sendMode: SendMode.PAY_GAS_SEPARATELY + SendMode.IGNORE_ERRORS,
      messages: messages.map(({ to, valueNanoton, body, init }) =>
        internal({ to, value: valueNanoton, body, bounce: true, ...(init && { init }) }),
      ),
    });
  }
}

/** The first ones whose values the balance covers, with something left for the wallet's own fee. */
function affordable(messages: readonly WalletMessage[], balanceNanoton: bigint): WalletMessage[] {
  let left = balanceNanoton - OWN_FEE_NANOTON;
  const end = messages.findIndex(({ valueNanoton }) => (left -= valueNanoton) < 0n);
  return messages.slice(0, end < 0 ? messages.length : end);
}
