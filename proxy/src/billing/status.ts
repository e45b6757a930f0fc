import type { Job } from "@cocoon/db/jobs";
import type { JobStatus } from "@cocoon/protocol/api";
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

/** How one post of the job stands. One with a successor was not answered and cost nothing, or there would be none. */
export const postStatusOf = (job: Job, post: number): JobStatus =>
  job.post === post
    ? jobStatusOf(job)
    : {
        jobId: job.jobId,
        state: "reseal_required",
        chargedNanoton: "0",
        outerReceipt: null,
        problem: "reseal_required",
      };
