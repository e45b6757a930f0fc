import { CocoonError, encodeStreamRecord, isRunning, MEDIA, type StreamRecord, type StreamState } from "@cocoon/protocol/api";
import { getJob, type Job } from "@cocoon/db/jobs";
import { Hono } from "hono";
import { jobTerms } from "../billing/job-terms.ts";
import { jobStatusOf } from "../billing/status.ts";
import { jobKey } from "../queue/key.ts";
import type { RelayRecord } from "../relay/port.ts";
import type { Services } from "../services.ts";
import { findJob } from "./jobs.ts";

const IDLE_MS = 1_000;
/** Every so many idle looks a record goes out, so that neither side nor a middlebox takes the line for dead. */
const KEEP_ALIVE_EVERY = 5;

/** `GET /v1/jobs/:id/frames?from=`: states, the header, frames from `from` on, the end (SPEC 8.4). */
export function framesRoute(services: Services): Hono {
  const routes = new Hono();
  routes.get("/:id/frames", async (context) => {
    const from = context.req.query("from") ?? "0";
    if (!/^[0-9]{1,9}$/.test(from)) throw new CocoonError("malformed_request", "from is a frame's sequence number");
    const job = await findJob(services, context);
    const records = recordsOf(services, job, Number(from), context.req.raw.signal);
    const headers = { "content-type": MEDIA.frames, "cache-control": "no-store", "x-accel-buffering": "no" };
    return new Response(asBody(records), { headers });
  });
  return routes;
}

async function* recordsOf(services: Services, job: Job, from: number, signal: AbortSignal): AsyncGenerator<StreamRecord> {
  let shown: StreamState | null = null;
  let idle = 0;
  if (isRunning(job.state)) {
    shown = await stateOf(services, job);
    if (shown) yield { type: "state", state: shown };
  }
  for await (const record of services.relay.read(jobKey(job), IDLE_MS, signal)) {
    if (record === null) {
      idle += 1;
      const ended = await endedMeanwhile(services, job);
      if (ended) return yield ended;
      const state = await stateOf(services, job);
      if (state && (state.state !== shown?.state || state.position !== shown.position)) {
        shown = state;
        yield { type: "state", state };
      } else if (idle % KEEP_ALIVE_EVERY === 0) yield { type: "idle" };
    } else if (wanted(record, from)) yield record;
  }
}

const wanted = (record: RelayRecord, from: number): boolean => record.type !== "frame" || record.seq >= from;

async function stateOf({ queue }: Services, job: Job): Promise<StreamState | null> {
  const place = await queue.place(jobKey(job));
  if (!place) return null;
  return { state: place.state === "waiting" ? "queued" : place.state, position: place.position };
}

/**
 * The end as the ledger knows it, for a stream whose own end was lost with the relay or has passed its time to live.
 * A job whose entry the queue lost ends here too: its row still says it runs, so its hold is released.
 */
async function endedMeanwhile({ database, queue, settlement }: Services, job: Job): Promise<StreamRecord | null> {
  const now = await getJob(database, job);
  if (!now || now.post !== job.post) return { type: "end", status: jobStatusOf(now ?? job) };
  if (!isRunning(now.state)) return { type: "end", status: jobStatusOf(now) };
  if ((await queue.place(jobKey(job))) !== null) return null;
  const again = await getJob(database, job);
  if (again && !isRunning(again.state)) return { type: "end", status: jobStatusOf(again) };
  const status = await settlement.conclude(jobKey(job), jobTerms(job), { state: "failed", problem: "job_lost", charge: null });
  return { type: "end", status };
}

/** Pulls one record at a time, so a slow reader slows the read of the relay, not the worker. */
function asBody(records: AsyncGenerator<StreamRecord>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await records.next();
      if (done) controller.close();
      else controller.enqueue(encodeStreamRecord(value));
    },
    async cancel() {
      await records.return(undefined);
    },
  });
}
