import type { JobStatus } from "@cocoon/protocol/api";
import type { Job } from "@cocoon/db/jobs";
import { toBase64Url } from "@cocoon/protocol/bytes";

/** What the account may know of its job. */
export const jobStatusOf = (
  job: Pick<Job, "jobId" | "state" | "chargedNanoton" | "outerReceipt" | "problem">,
): JobStatus => ({
  jobId: job.jobId,
  state: job.state,
  chargedNanoton: job.chargedNanoton?.toString() ?? null,
  outerReceipt: job.outerReceipt && toBase64Url(job.outerReceipt),
  problem: job.problem,
});
