import { createHash } from "node:crypto";
import { Address, Cell, type Message, type TupleItem } from "@ton/core";
import { BlockClock } from "./clock.ts";
import { Emulator, type Executed, type MethodResult } from "./emulator.ts";
import { History } from "./history.ts";
import type { BlockLog } from "./log.ts";
import type { BlockRecord } from "./records.ts";
import { type Outcome, run } from "./run.ts";

/** Where coins come from: an address that nobody has a key for. */
export const FAUCET = new Address(0, Buffer.alloc(32));

export interface ChainOptions {
  readonly log: BlockLog;
  readonly config: Cell;
  /** How often time alone makes a block. */
  readonly blockMs: number;
  /** The machine's clock. */
  readonly machineMs?: () => number;
}

/** A SIMULATED TON chain: real contracts in the real virtual machine, on one machine, with coins for nothing. */
export class DevChain {
  readonly clock: BlockClock;
  readonly history = new History();
  readonly config: Cell;
  readonly globalId: number;
  readonly #log: BlockLog;
  readonly #emulator: Emulator;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(emulator: Emulator, options: ChainOptions) {
    const { log, config, blockMs, machineMs = Date.now } = options;
    this.#emulator = emulator;
    this.#log = log;
    this.config = config;
    this.globalId = log.genesis.globalId;
    this.clock = new BlockClock(log.genesis, blockMs, machineMs);
    for (const block of log.blocks) this.#take(block);
  }

  static async open(options: ChainOptions): Promise<DevChain> {
    return new DevChain(await Emulator.create(options.config), options);
  }

  /** Runs a message from outside and all that follows, in one block. @throws NotAcceptedError, EndlessError */
  send(message: Message): Promise<BlockRecord> {
    return this.#block(message, 0n);
  }

  /** Makes coins and sends them to an account. */
  mint(to: Address, amount: bigint): Promise<BlockRecord> {
    return this.#block(faucetMessage(to, amount, this.clock.nowMs()), amount);
  }

  /** Moves the chain's time ahead, for good. */
  increaseTime(skipMs: number): Promise<BlockRecord> {
    const nothing: Outcome = { transactions: [], accounts: {}, endLt: "", fees: "0" };
    return this.#inTurn(() => {
      const outcome = { ...nothing, endLt: this.history.endLt.toString() };
      return this.#append({ ...this.clock.next(skipMs), ...outcome, minted: "0" });
    });
  }

  /** What a message would do to its account now, whether or not its signature is right. @throws NotAcceptedError */
  tryMessage(to: Address, message: Message, ignoreSignature: boolean): Promise<Executed> {
    const account = this.history.encodedAccount(to.toRawString());
    return this.#emulator.execute(account, message, this.#nextMoment(), ignoreSignature);
  }

  /** Null where the account has no code. */
  runMethod(address: Address, methodId: number, stack: TupleItem[]): Promise<MethodResult | null> {
    const account = this.history.account(address);
    return this.#emulator.runMethod(address, account, { methodId, stack }, this.#nextMoment());
  }

  /** Resolves when what was begun has ended. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#log.close());
  }

  #block(message: Message, minted: bigint): Promise<BlockRecord> {
    return this.#inTurn(async () => {
      const moment = this.clock.next();
      const outcome = await run(message, {
        emulator: this.#emulator,
        timeMs: moment.timeMs,
        lastLt: this.history.endLt,
        randomSeed: randomSeed(moment.seqno),
        accountBefore: (address) => this.history.encodedAccount(address),
      });
      return this.#append({ ...moment, ...outcome, minted: minted.toString() });
    });
  }

  /** On disk before anybody can see it. */
  #append(block: BlockRecord): BlockRecord {
    this.#log.append(block);
    this.#take(block);
    return block;
  }

  #take(block: BlockRecord): void {
    this.clock.add(block);
    this.history.apply(block);
  }

  #nextMoment() {
    const { seqno, timeMs } = this.clock.latest();
    return {
      lt: this.history.endLt + 1n,
      timeMs: Math.max(timeMs, this.clock.nowMs()),
      randomSeed: randomSeed(seqno),
    };
  }

  /** One block after the other. */
  #inTurn<T>(action: () => T | Promise<T>): Promise<T> {
    const mine = this.#turn.then(action);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

const randomSeed = (seqno: number): Buffer => createHash("sha256").update(`random ${seqno}`).digest();

const faucetMessage = (dest: Address, amount: bigint, timeMs: number): Message => ({
  info: {
    type: "internal",
    ihrDisabled: true,
    bounce: false,
    bounced: false,
    src: FAUCET,
    dest,
    value: { coins: amount },
    ihrFee: 0n,
    forwardFee: 0n,
    createdLt: 0n,
    createdAt: Math.floor(timeMs / 1_000),
  },
  body: Cell.EMPTY,
});
