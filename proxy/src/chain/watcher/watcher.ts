import type { Address, Transaction } from "@ton/core";
import type { Log } from "../../log.ts";
import type { Metrics } from "../../metrics.ts";
import { ChainError } from "../source/error.ts";
import type { ChainSource, TransactionId } from "../source/port.ts";
import { agreedNewest } from "./agree.ts";
import { oldestFirst, WalkError } from "./walk.ts";

/** Where what was seen is kept. Several watchers may share one: each step is taken by one of them. */
export interface Books {
  /** The last transaction that was applied; null before the first. */
  cursor(): Promise<TransactionId | null>;
  /**
   * The transaction's effect and the cursor change together, or not at all; "moved" when the cursor is not at the one
   * before it.
   */
  apply(transaction: Transaction): Promise<"applied" | "moved">;
}

export interface WatcherOptions {
  /** The first is read; what others do not show alike does not count. */
  readonly sources: readonly [ChainSource, ...ChainSource[]];
  readonly account: Address;
  readonly books: Books;
  readonly pollMs: number;
  /** Told each time that nothing is left to see, and as of when. */
  readonly sawAll: (atMs: number) => void;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** After a word that something was sent, it looks this often for so long: blocks take some seconds. */
const EAGER_MS = 1_000;
const EAGER_FOR_MS = 30_000;
const LONGEST_BACKOFF_MS = 60_000;

/**
 * Watches one account and brings each of its transactions into the books, in order and once. A crash at any point costs
 * nothing: what is not in the books is seen again. An outage is waited out; a source that lies stops it until it agrees.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #looking: Promise<void> | null = null;
  #failures = 0;
  #eagerUntilMs = 0;
  #seenAtMs: number;
  #closed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#seenAtMs = options.now();
    options.metrics.gauge("chain_lag_seconds", () => (options.now() - this.#seenAtMs) / 1000);
    this.#lookIn(0);
  }

  /** Something is on its way: look now, and often for a while. An outage is not looked at more often for it. */
  poke(): void {
    this.#eagerUntilMs = this.#options.now() + EAGER_FOR_MS;
    if (this.#failures === 0) this.#lookIn(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#looking;
  }

  #lookIn(waitMs: number): void {
    if (this.#closed || this.#looking) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#looking = this.#look().then((nextMs) => {
        this.#looking = null;
        this.#lookIn(nextMs);
      });
    }, waitMs);
    this.#timer.unref();
  }

  /** How long to wait until the next look. */
  async #look(): Promise<number> {
    const { pollMs, now } = this.#options;
    const beganMs = now();
    try {
      const isWhole = await catchUp(this.#options);
      if (isWhole) this.#saw(beganMs);
      if (this.#failures > 0) this.#options.log("info", "chain_seen_again");
      this.#failures = 0;
      return now() < this.#eagerUntilMs ? Math.min(pollMs, EAGER_MS) : pollMs;
    } catch (error) {
      this.#tell(error);
      return Math.min(LONGEST_BACKOFF_MS, pollMs * 2 ** Math.min(this.#failures++, 10));
    }
  }

  #saw(beganMs: number): void {
    this.#seenAtMs = beganMs;
    this.#options.sawAll(beganMs);
  }

  /** Each look counts; the log hears of the first of a row. */
  #tell(error: unknown): void {
    const { metrics, log } = this.#options;
    const reason = reasonOf(error);
    metrics.count("chain_looks_failed", reason);
    if (this.#failures > 0) return;
    const isLie = error instanceof WalkError;
    log(isLie ? "error" : "warn", isLie ? "chain_sources_disagree" : "chain_not_seen", { reason });
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof WalkError) return error.fault;
  if (error instanceof ChainError) return error.code;
  return error instanceof Error ? error.name : "unknown";
};

/**
 * Brings everything that the sources agree on into the books; false when one of them shows more already.
 * @throws ChainError, WalkError, DatabaseError
 */
export async function catchUp({
  sources,
  account,
  books,
}: Pick<WatcherOptions, "sources" | "account" | "books">): Promise<boolean> {
  const { newest, isBehind } = await agreedNewest(sources, account);
  const cursor = await books.cursor();
  // The slower source does not yet show what was agreed on before.
  if (!newest || (cursor && newest.lt < cursor.lt)) return !isBehind;
  for await (const page of oldestFirst({ source: sources[0], account, newest, cursor })) {
    for (const transaction of page) {
      // Another watcher of the same books is ahead; it goes on.
      if ((await books.apply(transaction)) === "moved") return false;
    }
  }
  return !isBehind;
}
