import {
  type Address,
  beginCell,
  Cell,
  loadShardAccount,
  loadTransaction,
  type Message,
  parseTuple,
  type ShardAccount,
  storeMessage,
  storeShardAccount,
  type Transaction,
  type TupleItem,
} from "@ton/core";
// Not the package's index, which loads a debugger and an interface for pages as well: half the time of a start.
import { Executor } from "@ton/sandbox/dist/executor/Executor.js";

/** The account does not take the message, so nothing happened: no transaction, no fee. */
export class NotAcceptedError extends Error {
  override readonly name = "NotAcceptedError";

  constructor(readonly exitCode: number | null) {
    super(`the account did not accept the message${exitCode === null ? "" : `, exit code ${exitCode}`}`);
  }
}

export interface Executed {
  readonly transaction: Transaction;
  readonly cell: Cell;
  /** The shard account after it. */
  readonly account: string;
}

export interface Moment {
  readonly lt: bigint;
  readonly timeMs: number;
  readonly randomSeed: Buffer;
}

export interface MethodResult {
  readonly exitCode: number;
  readonly gasUsed: number;
  readonly stack: readonly TupleItem[];
}

/** TON's own virtual machine under the chain's parameters; it keeps no state. */
export class Emulator {
  readonly #executor: Executor;
  readonly #config: string;

  private constructor(executor: Executor, config: string) {
    this.#executor = executor;
    this.#config = config;
  }

  static async create(config: Cell): Promise<Emulator> {
    return new Emulator(await Executor.create(), config.toBoc({ idx: false }).toString("base64"));
  }

  /** @throws NotAcceptedError */
  async execute(account: string, message: Message, at: Moment, ignoreSignature = false): Promise<Executed> {
    const { result } = await this.#executor.runTransaction({
      config: this.#config,
      libs: null,
      verbosity: "short",
      shardAccount: account,
      message: beginCell().store(storeMessage(message)).endCell(),
      now: Math.floor(at.timeMs / 1_000),
      lt: at.lt,
      randomSeed: at.randomSeed,
      ignoreChksig: ignoreSignature,
      debugEnabled: false,
    });
    if (!result.success) throw new NotAcceptedError(result.vmResults?.vmExitCode ?? null);
    const cell = Cell.fromBase64(result.transaction);
    return { transaction: loadTransaction(cell.beginParse()), cell, account: result.shardAccount };
  }

  /** Null where the account has no code. */
  async runMethod(
    address: Address,
    account: ShardAccount,
    call: { readonly methodId: number; readonly stack: TupleItem[] },
    at: Moment,
  ): Promise<MethodResult | null> {
    const storage = account.account?.storage;
    if (storage?.state.type !== "active") return null;
    const { code, data } = storage.state.state;
    if (!code) return null;
    const { output } = await this.#executor.runGetMethod({
      ...call,
      code,
      data: data ?? Cell.EMPTY,
      config: this.#config,
      verbosity: "short",
      address,
      unixTime: Math.floor(at.timeMs / 1_000),
      balance: storage.balance.coins,
      randomSeed: at.randomSeed,
      gasLimit: METHOD_GAS,
      debugEnabled: false,
    });
    if (!output.success) throw new Error("the virtual machine failed");
    const stack = parseTuple(Cell.fromBase64(output.stack));
    return { exitCode: output.vm_exit_code, gasUsed: Number(output.gas_used), stack };
  }
}

const METHOD_GAS = 1_000_000n;

export const readAccount = (account: string): ShardAccount =>
  loadShardAccount(Cell.fromBase64(account).beginParse());

/** What every address is before its first transaction. */
export const NO_ACCOUNT = beginCell()
  .store(storeShardAccount({ account: null, lastTransactionHash: 0n, lastTransactionLt: 0n }))
  .endCell()
  .toBoc()
  .toString("base64");
