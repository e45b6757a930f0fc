import type { Database } from "@cocoon/db/connection";
import { type AccountEvent, eventsAfter, latestEventSeq, onEvents } from "@cocoon/db/events";

/** The line shows that it is alive at least this often, and looks for what no notification told of. */
const IDLE_MS = 15_000;

/** Tells readers of their account's events as soon as these are committed, over one listening connection for all. */
export class EventHub {
  readonly #database: Database;
  readonly #idleMs: number;
  readonly #readers = new Map<string, Set<() => void>>();
  #listening: Promise<() => Promise<void>> | null = null;

  constructor(database: Database, idleMs = IDLE_MS) {
    this.#database = database;
    this.#idleMs = idleMs;
  }

  /** Events after that number, or those from now on, for ever; null when nothing came for a while. */
  async *read(
    accountId: string,
    after: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<AccountEvent | null> {
    await this.#listen();
    const waiter = new Waiter(signal);
    const unsubscribe = this.#subscribe(accountId, () => waiter.wake());
    try {
      let seq = after ?? (await latestEventSeq(this.#database, accountId));
      while (!signal.aborted) {
        const events = await eventsAfter(this.#database, { accountId, seq });
        yield* events;
        seq = events.at(-1)?.seq ?? seq;
        if (events.length === 0 && !(await waiter.woken(this.#idleMs))) yield null;
      }
    } finally {
      unsubscribe();
    }
  }

  async close(): Promise<void> {
    const stop = await this.#listening?.catch(() => null);
    await stop?.();
  }

  /** Begins with the first reader, so that a proxy starts while Postgres is away. */
  async #listen(): Promise<void> {
    this.#listening ??= onEvents(this.#database, (accountId) => this.#wake(accountId));
    try {
      await this.#listening;
    } catch (error) {
      this.#listening = null;
      throw error;
    }
  }

  #subscribe(accountId: string, wake: () => void): () => void {
    const readers = this.#readers.get(accountId) ?? new Set();
    this.#readers.set(accountId, readers.add(wake));
    return () => {
      readers.delete(wake);
      if (readers.size === 0 && this.#readers.get(accountId) === readers) this.#readers.delete(accountId);
    };
  }

  /** After the listening connection was lost, anybody may have missed something. */
  #wake(accountId: string | null): void {
    const woken = accountId === null ? [...this.#readers.values()] : [this.#readers.get(accountId) ?? []];
    for (const readers of woken) for (const wake of readers) wake();
  }
}

/** Remembers a wake-up that comes while nobody waits. */
class Waiter {
  readonly #signal: AbortSignal;
  #woken = false;
  #resolve: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.wake(), { once: true });
  }

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  /** False when nobody called for so long. */
  async woken(atMostMs: number): Promise<boolean> {
    if (!this.#woken && !this.#signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        this.#resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const woken = this.#woken;
    this.#woken = false;
    this.#resolve = null;
    return woken;
  }
}
