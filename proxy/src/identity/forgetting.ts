import type { Database } from "@cocoon/db/connection";
import { forgetEvents } from "@cocoon/db/events";
import { forgetExpired } from "@cocoon/db/identities";
import type { Log } from "../log.ts";

const EVERY_MS = 10 * 60_000;
/** Who was away for longer reads the statement. */
const EVENTS_MS = 30 * 24 * 60 * 60_000;

/** Forgets what nobody can use any more: answered and expired challenges, used launch data, sessions that are over, old events. */
export class Forgetting {
  readonly #database: Database;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#timer = setInterval(() => {
      this.forget().catch(() => log("warn", "forgetting_failed"));
    }, EVERY_MS);
    this.#timer.unref();
  }

  async forget(): Promise<void> {
    await forgetExpired(this.#database);
    await forgetEvents(this.#database, EVENTS_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
