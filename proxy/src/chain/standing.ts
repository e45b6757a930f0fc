import { chargedUnknown } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";

const LOOK_EVERY_MS = 60_000;
/** Wider than the time between two looks, so that nothing falls between them. */
const LATELY_MS = 10 * 60_000;

export interface StandingOptions {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * Whether these books may be lent on. Escrows that were charged for vouchers which the books don't hold mean that they were
 * restored from an old copy, or that somebody else signs: then what people have left is not known. What was found stands in
 * the books, so a restart finds it again; `cocoon-admin adopt` accepts it.
 */
export class Standing {
  readonly #options: StandingOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #hasSeenAll = false;
  #isBehind = false;
  #looking: Promise<void> = Promise.resolve();

  private constructor(options: StandingOptions) {
    this.#options = options;
    options.metrics.gauge("books_behind_chain", () => Number(this.#isBehind));
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** Looks at all escrows. @throws DatabaseError */
  static async open(options: StandingOptions): Promise<Standing> {
    const standing = new Standing(options);
    await standing.#check(null);
    return standing;
  }

  get now(): "ready" | "catching_up" | "behind" {
    if (this.#isBehind) return "behind";
    return this.#hasSeenAll ? "ready" : "catching_up";
  }

  /** The watcher has brought everything into the books once. */
  sawAll(): void {
    this.#hasSeenAll = true;
  }

  /** At what changed lately, such as by a charge just seen. */
  look(): void {
    const { log } = this.#options;
    this.#looking = this.#looking
      .then(() => this.#check(LATELY_MS))
      .catch((error: unknown) => {
        log("warn", "books_not_checked", { reason: error instanceof Error ? error.name : "unknown" });
      });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #check(changedWithinMs: number | null): Promise<void> {
    const wasBehind = this.#isBehind;
    // What was found long ago is not over for that.
    const within = wasBehind ? null : changedWithinMs;
    this.#isBehind = (await chargedUnknown(this.#options.database, within)).length > 0;
    const remedy =
      "no jobs are taken; restore a newer copy of the database, or accept by: cocoon-admin adopt";
    if (this.#isBehind && !wasBehind) this.#options.log("error", "books_behind_chain", { remedy });
    if (!this.#isBehind && wasBehind) this.#options.log("info", "books_with_chain_again");
  }
}
