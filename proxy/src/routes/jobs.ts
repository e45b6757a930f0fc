import { admit, getJob, type Job } from "@cocoon/db/jobs";
import { CocoonError, isRunning, type JobStatus, LIMITS, MEDIA } from "@cocoon/protocol/api";
import { isHex, toHex } from "@cocoon/protocol/bytes";
import { formatQuote } from "@cocoon/protocol/money";
import { type Context, Hono } from "hono";
import { jobTerms } from "../billing/job-terms.ts";
import { jobStatusOf } from "../billing/status.ts";
import type { Principal } from "../identity/principal.ts";
import { jobKey } from "../queue/key.ts";
import type { JobTerms, QueuedJob } from "../queue/port.ts";
import type { Services } from "../services.ts";
import { checkDeadline, chooseCandidates, type Posting, readPosting } from "./admission.ts";
import { readBody } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";
import { refusalOf, refuseUnlessReady, termsOf } from "./spending.ts";

/** `POST /v1/jobs`, `GET` and `DELETE /v1/jobs/:id` (SPEC 8.2). */
export function jobRoutes(services: Services): Hono {
  const { credentials, database, limits } = services;
  const routes = new Hono();

  routes.post("/", async (context) => {
    const principal = await credentials.principalOf(context, "jobs");
    queryOf(context, null);
    if (context.req.header("content-type") !== MEDIA.envelope)
      throw new CocoonError("unsupported_media_type");
    limits.takePost(principal.accountId);
    const posting = readPosting(context, await readBody(context, LIMITS.envelopeBytes));
    return context.json(await post(services, principal, posting), 202);
  });
  routes.all("/", methodNotAllowed);

  routes.get("/:id", async (context) => {
    queryOf(context, null);
    return context.json(jobStatusOf(await findJob(services, context)));
  });

  routes.delete("/:id", async (context) => {
    queryOf(context, null);
    const job = await findJob(services, context);
    if (isRunning(job.state)) await cancel(services, job);
    const after = await getJob(database, job);
    return context.json(jobStatusOf(after ?? job), 202);
  });
  routes.all("/:id", methodNotAllowed);

  return routes;
}

async function cancel({ queue, hub, settlement }: Services, job: Job): Promise<void> {
  const key = jobKey(job);
  if (await queue.withdraw(key)) return;
  // Its row comes before its place in the queue: concluded in between, it never gets one, and no worker.
  if (job.state === "queued" && (await queue.place(key)) === null)
    await settlement.conclude(key, jobTerms(job), { state: "cancelled", problem: "cancelled", charge: null });
  // Leased: the worker is asked to stop, and what it did until then is settled when its last frame is in.
  else hub.cancel(key);
}

/** The account's own job of that id. @throws CocoonError job_not_found */
export async function findJob({ credentials, database }: Services, context: Context): Promise<Job> {
  const { accountId } = await credentials.principalOf(context, "jobs");
  const jobId = context.req.param("id") ?? "";
  const job = isHex(jobId, 32) ? await getJob(database, { accountId, jobId }) : null;
  if (!job) throw new CocoonError("job_not_found");
  return job;
}

/**
 * Holds the ceiling, then queues. The same bytes again answer with the job's status and hold nothing more, so a client
 * that did not hear the answer may simply repeat itself, also after the deadline.
 */
async function post(services: Services, principal: Principal, posting: Posting): Promise<JobStatus> {
  const { accountId } = principal;
  const { database, queue, queueLimit, directory, metrics } = services;
  const known = await getJob(database, { accountId, jobId: posting.jobId });
  const repeated = known && repeatedPost(known, posting);
  if (repeated) return repeated;
  refuseUnlessReady(services);
  checkDeadline(posting, Date.now());
  const { model, keyIds, online } = chooseCandidates(directory, posting);
  if ((await queue.depth()) >= queueLimit) throw new CocoonError("queue_full");
  const terms = jobTermsOf(accountId, model, posting);
  const { ceilingNanoton, envelopeHash, quote } = posting;
  const job = { ...terms, modelId: terms.model, createdMs: Date.now(), envelopeHash, ceilingNanoton };
  const spending = termsOf(services, principal, { model, quote, workers: online });
  const admission = await admit(database, job, spending);
  switch (admission.kind) {
    case "conflict":
      throw new CocoonError("job_id_conflict");
    case "exists":
      return jobStatusOf(admission.job);
    case "admitted": {
      const admitted: JobTerms = { ...terms, post: admission.post };
      metrics.count("jobs_admitted_total");
      await enqueue(services, {
        key: jobKey(admitted),
        terms: admitted,
        candidates: keyIds,
        envelope: posting.envelope,
      });
      return {
        jobId: posting.jobId,
        state: "queued",
        chargedNanoton: null,
        outerReceipt: null,
        problem: null,
      };
    }
    default:
      throw await refusalOf(services, admission, job);
  }
}

/** What a post under a known id is answered with; null when it is to be admitted. @throws CocoonError job_id_conflict */
function repeatedPost(known: Job, { envelopeHash }: Posting): JobStatus | null {
  if (known.problem === "job_lost") return null;
  if (known.envelopeHash === envelopeHash) return jobStatusOf(known);
  if (known.state === "reseal_required") return null;
  throw new CocoonError("job_id_conflict");
}

/** Queues an admitted job; if the queue is out of reach, the hold is released before the client hears of it. */
async function enqueue({ queue, settlement }: Services, job: QueuedJob): Promise<void> {
  try {
    await queue.add(job);
  } catch {
    await settlement
      .conclude(job.key, job.terms, { state: "failed", problem: "job_lost", charge: null })
      // The ledger part is done first; with the queue away, only the announcement fails.
      .catch(() => undefined);
    throw new CocoonError("unavailable");
  }
}

function jobTermsOf(accountId: string, model: string, { jobId, header, quote, ceilingNanoton }: Posting) {
  return {
    accountId,
    jobId,
    model,
    manifest: toHex(header.modelManifest),
    transcript: toHex(header.transcript),
    quote: formatQuote(quote),
    priceCeilingNanoton: ceilingNanoton.toString(),
    notAfterMs: header.notAfterMs,
  };
}
