import { getJob, type Job } from "@cocoon/db/jobs";
import {
  encodeStreamRecord,
  isRunning,
  MEDIA,
  type StreamRecord,
  type StreamState,
} from "@cocoon/protocol/api";
import { Hono } from "hono";
import { jobTerms } from "../billing/job-terms.ts";
import { postStatusOf } from "../billing/status.ts";
import { isPastAdmission } from "../billing/sweeper.ts";
import { jobKey } from "../queue/key.ts";
import type { JobPlace } from "../queue/port.ts";
import type { Services } from "../services.ts";
import { findJob } from "./jobs.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

const IDLE_MS = 1_000;
/** Every so many idle looks a record goes out, so that neither side nor a middlebox takes the line for dead. */
const KEEP_ALIVE_EVERY = 5;

/** `GET /v1/jobs/:id/frames?from=`: states, the header, frames from `from` on, the end (SPEC 8.4). */
export function framesRoute(services: Services): Hono {
  const routes = new Hono();
  routes.get("/:id/frames", async (context) => {
    // Nobody would read, or end, the body that a HEAD request opens.
    if (context.req.method !== "GET") methodNotAllowed();
    const from = queryOf(context, "from", /^[0-9]{1,9}$/, "a frame's sequence number");
    const job = await findJob(services, context);
    const closeStream = services.limits.openStream(job.accountId);
    const ended = new AbortController();
    context.req.raw.signal.addEventListener("abort", () => ended.abort());
    const records = recordsOf(services, job, Number(from ?? 0), ended.signal);
    const body = asBody(records, services, () => {
      ended.abort();
      closeStream();
    });
    const headers = { "content-type": MEDIA.frames, "cache-control": "no-store", "x-accel-buffering": "no" };
    return new Response(body, { headers });
  });
  routes.all("/:id/frames", methodNotAllowed);
  return routes;
}

async function* recordsOf(
  services: Services,
  job: Job,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<StreamRecord> {
  const { relay, queue } = services;
  const key = jobKey(job);
  let shown = "";
  let begun = false;
  /** A state once, and none after the header. */
  const newState = (place: JobPlace): StreamState | null => {
    const state = begun ? null : stateOf(place);
    const text = JSON.stringify(state);
    if (state === null || text === shown) return null;
    shown = text;
    return state;
  };
  const first = isRunning(job.state) ? await queue.place(key) : null;
  const state = first && newState(first);
  if (state) yield { type: "state", state };
  let idle = 0;
  for await (const record of relay.read(key, { from, idleMs: IDLE_MS, signal })) {
    if (record !== null) {
      begun = true;
      yield record;
      continue;
    }
    idle += 1;
    const place = await queue.place(key);
    const end = place ? null : await endedMeanwhile(services, job);
    if (end) return yield end;
    const changed = place && newState(place);
    if (changed) yield { type: "state", state: changed };
    else if (idle % KEEP_ALIVE_EVERY === 0) yield { type: "idle" };
  }
}

function stateOf({ state, position }: JobPlace): StreamState | null {
  if (state === "ending") return null;
  return { state: state === "waiting" ? "queued" : state, position };
}

/**
 * The end as the ledger knows it, for a stream whose own end was lost with the relay or has passed its time to live.
 * A job whose entry the queue lost ends here too: its row still says it runs, so its hold is released.
 */
async function endedMeanwhile({ database, settlement }: Services, job: Job): Promise<StreamRecord | null> {
  const now = (await getJob(database, job)) ?? job;
  const status = postStatusOf(now, job.post);
  if (!isRunning(status.state)) return { type: "end", status };
  if (!isPastAdmission(job.createdMs, Date.now())) return null;
  return { type: "end", status: await settlement.concludeLost(jobKey(job), jobTerms(job)) };
}

/**
 * Pulls one record at a time, so a slow reader slows the read of the relay, not the worker. When Redis or Postgres fail,
 * the body just ends: a stream without its `end` record is one to resume.
 */
function asBody(
  records: AsyncGenerator<StreamRecord>,
  { log }: Services,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await records.next();
        if (!done) return controller.enqueue(encodeStreamRecord(value));
      } catch (error) {
        log("warn", "stream_failed", { reason: error instanceof Error ? error.name : "unknown" });
      }
      onEnd();
      controller.close();
    },
    async cancel() {
      onEnd();
      await records.return(undefined);
    },
  });
}
