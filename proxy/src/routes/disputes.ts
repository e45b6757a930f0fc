import { randomUUID } from "node:crypto";
import { disputeOf, fileDispute, type Job } from "@cocoon/db/jobs";
import { CocoonError, type DisputeVerdict, isRunning, LIMITS, MEDIA } from "@cocoon/protocol/api";
import { sha256, toHex } from "@cocoon/protocol/bytes";
import { Hono } from "hono";
import { judgeDispute } from "../billing/dispute.ts";
import type { Services } from "../services.ts";
import { readBody } from "./body.ts";
import { findJob } from "./jobs.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `POST /v1/jobs/:id/dispute`: compares the receipt that the client has with the one that was paid (SPEC 8.2). */
export function disputeRoute(services: Services): Hono {
  const routes = new Hono();
  routes.post("/:id/dispute", async (context) => {
    queryOf(context, null);
    const job = await findJob(services, context);
    services.limits.takePost(job.accountId);
    if (context.req.header("content-type") !== MEDIA.receipt) throw new CocoonError("unsupported_media_type");
    const receipt = await readBody(context, LIMITS.receiptBytes);
    if (isRunning(job.state)) throw new CocoonError("job_running");
    const known = await disputeOf(services.database, job);
    const verdict = known?.verdict ?? (await judge(services, job, receipt));
    return context.json({
      jobId: job.jobId,
      verdict: verdict as DisputeVerdict["verdict"],
    } satisfies DisputeVerdict);
  });
  routes.all("/:id/dispute", methodNotAllowed);
  return routes;
}

/** The counts are read, compared and let go; the verdict stays. */
async function judge(
  { database, directory, metrics }: Services,
  job: Job,
  receipt: Uint8Array,
): Promise<string> {
  const { accountId, jobId, outerReceipt: settled, workerKeyId } = job;
  if (!settled || !workerKeyId) throw new CocoonError("receipt_invalid", "nothing was charged for this job");
  const worker = directory.get(workerKeyId);
  if (!worker)
    throw new CocoonError("unavailable", "the job's worker is offline, so its key can't be looked up");
  const verdict = judgeDispute({ usage: receipt, settled, signPk: worker.signPk });
  if (!verdict) throw new CocoonError("receipt_invalid");
  const receiptHash = toHex(sha256(receipt));
  await fileDispute(database, { id: randomUUID(), accountId, jobId, verdict, receiptHash });
  metrics.count("disputes_total", verdict);
  return verdict;
}
