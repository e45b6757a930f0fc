import type { Job } from "@cocoon/db/jobs";
import type { JobTerms } from "../queue/port.ts";

/** The terms as the row keeps them, for a job whose queue entry is gone. */
export const jobTerms = (job: Job): JobTerms => ({
  accountId: job.accountId,
  jobId: job.jobId,
  post: job.post,
  model: job.modelId,
  manifest: job.manifest,
  transcript: job.transcript,
  quote: job.quote,
  priceCeilingNanoton: job.ceilingNanoton.toString(),
  notAfterMs: job.notAfterMs,
});
