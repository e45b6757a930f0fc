import type { Database } from "@cocoon/db/connection";
import { unfinishedJobs } from "@cocoon/db/jobs";
import { LIMITS } from "@cocoon/protocol/api";
import type { Log } from "../log.ts";
import { jobKey } from "../queue/key.ts";
import type { JobQueue } from "../queue/port.ts";
import { jobTerms } from "./job-terms.ts";
import type { Settlement } from "./settlement.ts";

const EVERY_MS = 5_000;
/** A job this long past its deadline should be over: its owner, if it has one, would have ended it. */
const OVERDUE_MS = 20_000;
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
  #running: Promise<void> | null = null;

  constructor(deps: SweeperDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => {
      this.#running ??= this.#sweepNow().finally(() => {
        this.#running = null;
      });
    }, EVERY_MS);
    this.#timer.unref();
  }

  /** Looks at the unfinished jobs whose deadlines are nearest or past. */
  async sweep(nowMs: number): Promise<void> {
    const { database, queue, settlement, log } = this.#deps;
    const query = { deadlineBeforeMs: nowMs + LIMITS.deadlineMs, limit: BATCH };
    for (const job of await unfinishedJobs(database, query)) {
      const key = jobKey(job);
      const overdue = job.notAfterMs < nowMs - OVERDUE_MS;
      if ((await queue.place(key)) !== null) {
        // It stands, but whoever should have ended it is gone without a trace.
        if (overdue) await queue.adopt(key, jobTerms(job));
      } else if (isPastAdmission(job.createdMs, nowMs)) {
        await settlement.concludeLost(key, jobTerms(job));
        log("warn", "hold_swept");
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #sweepNow(): Promise<void> {
    try {
      await this.sweep(Date.now());
    } catch {
      this.#deps.log("warn", "sweep_failed");
    }
  }
}

/** Between a job's row and its entry in the queue lies a moment in which it is not lost. */
const ADMISSION_MS = 15_000;
export const isPastAdmission = (createdMs: number, nowMs: number): boolean =>
  nowMs - createdMs > ADMISSION_MS;
