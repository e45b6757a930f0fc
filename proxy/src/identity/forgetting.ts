import type { Database } from "@cocoon/db/connection";
import { forgetEvents } from "@cocoon/db/events";
import { forgetExpired } from "@cocoon/db/identities";
import { forgetPresence } from "@cocoon/db/owners";
import type { Log } from "../log.ts";

const EVERY_MS = 10 * 60_000;
/** Who was away for longer reads the statement. */
const EVENTS_MS = 30 * 24 * 60 * 60_000;
/** A month, and the hours by which its oldest day began earlier. */
const PRESENCE_MS = 31 * 24 * 60 * 60_000;

/** Forgets what nobody can use any more: answered and expired challenges, used launch data, sessions that are over, old events and presences. */
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
    await forgetPresence(this.#database, Date.now() - PRESENCE_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
