import type { LeaseMessage } from "@cocoon/protocol/api";
import { eraseExchange, RefusalError, type ReplaySet } from "@cocoon/protocol/envelope";
import { ResponseSealer } from "@cocoon/protocol/response";
import type { Clock } from "../clock.ts";
import type { WorkerKey } from "../identity/worker-key.ts";
import type { Engine } from "../inference/engine.ts";
import { type Log, reasonOf } from "../log.ts";
import { AnswerStream } from "./answer-stream.ts";
import type { Carrier } from "./carrier.ts";
import { JobReceipts } from "./job-receipts.ts";
import { openJob, type OpenJob } from "./open-job.ts";
import { Outbox } from "./outbox.ts";
import { produce } from "./produce.ts";
import type { KnownRosters } from "./known-rosters.ts";
import type { Catalogue } from "./served-model.ts";
import type { Ticker } from "./ticker.ts";

/** What all jobs of this worker share. */
export interface SessionDeps {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly rosters: KnownRosters;
  readonly replay: ReplaySet;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly log: Log;
  /** This key refused an envelope because its own time or room is over: it needs a successor. */
  readonly keySpent: (key: WorkerKey) => void;
}

export interface LeaseRun {
  readonly lease: LeaseMessage;
  readonly key: WorkerKey;
  readonly carrier: Carrier;
  /** The proxy asks to stop: the asker cancelled, or the deadline passed. */
  readonly cancelled: AbortSignal;
  /** The link is gone: nothing can be sent any more. */
  readonly lost: AbortSignal;
}

/**
 * Opens, runs and answers one lease. Before the first frame everything that goes wrong is a refusal, so that another
 * candidate can have the job; after it the answer ends with what it has. Never rejects.
 */
export async function runLease(run: LeaseRun, deps: SessionDeps): Promise<void> {
  const { lease, key, carrier } = run;
  const startedMs = deps.clock.now();
  try {
    const job = await openJob(lease, { ...deps, models: deps.catalogue.models, key, nowMs: startedMs });
    try {
      await answer(job, startedMs, run, deps);
    } finally {
      eraseExchange(job.exchange);
    }
  } catch (error) {
    if (error instanceof RefusalError) {
      if (error.code === "key_expired") deps.keySpent(key);
      return carrier.refuse(error.code);
    }
    deps.log("error", "session_failed", { reason: reasonOf(error) });
    carrier.refuse("engine_failed");
  }
}

async function answer(job: OpenJob, startedMs: number, run: LeaseRun, deps: SessionDeps): Promise<void> {
  const { lease, key, carrier, cancelled, lost } = run;
  const done = new AbortController();
  const outbox = new Outbox();
  const producing = produce(job, outbox, AbortSignal.any([cancelled, lost, done.signal]), deps);
  try {
    await outbox.begun();
    const refusal = refusalOf(outbox);
    if (refusal) return carrier.refuse(refusal);
    const sealer = await ResponseSealer.create(job.exchange, lease.attempt);
    const receipts = new JobReceipts(job, lease.attempt, key, sealer);
    const { ticker, clock } = deps;
    const stream = { sealer, receipts, carrier, ticker, now: () => clock.now(), startedMs, cancelled, lost };
    await new AnswerStream(stream).run(outbox);
  } finally {
    // The slot is free only when the engine has let go of it.
    done.abort();
    outbox.close();
    await producing;
  }
}

/**
 * A failure before the first token costs nothing: another worker may do it. A cancel costs the part of the prompt that was
 * computed for it, so that is answered, by a receipt and no text (SPEC 8.8); where nothing was, there is nothing to answer.
 */
function refusalOf({ counts, finish }: Outbox): "engine_failed" | "cancelled" | null {
  if (counts.completionTokens > 0) return null;
  if (finish === "error") return "engine_failed";
  return finish === "cancelled" && counts.promptTokens === 0 ? "cancelled" : null;
}
