import type { Database } from "@cocoon/db/connection";
import { unfinishedJobs } from "@cocoon/db/jobs";
import type { Log } from "../log.ts";
import { jobKey } from "../queue/key.ts";
import type { JobQueue } from "../queue/port.ts";
import { jobTerms } from "./job-terms.ts";
import type { Settlement } from "./settlement.ts";

const EVERY_MS = 5_000;
/** A job this long past its deadline is nobody's any more: the queue would have reported it. */
const GRACE_MS = 20_000;
const BATCH = 100;

export interface SweeperDeps {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly settlement: Settlement;
  readonly log: Log;
}

/** Finds jobs that Redis lost, whose rows still say they run, and releases their holds: no hold outlives its job. */
export class Sweeper {
  readonly #deps: SweeperDeps;
  readonly #timer: ReturnType<typeof setInterval>;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => {
      this.#running = this.sweep(Date.now()).catch(() => deps.log("warn", "sweep_failed"));
    }, EVERY_MS);
    this.#timer.unref();
  }

  async sweep(nowMs: number): Promise<void> {
    const { database, queue, settlement } = this.#deps;
    for (const job of await unfinishedJobs(database, { deadlineBeforeMs: nowMs - GRACE_MS, limit: BATCH })) {
      const key = jobKey(job);
      if ((await queue.place(key)) !== null) continue;
      await settlement.conclude(key, jobTerms(job), { state: "expired", problem: "deadline_exceeded", charge: null });
      this.#deps.log("warn", "hold_swept");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}
