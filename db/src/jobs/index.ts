export { type Admissible, admissible } from "./admissible.ts";
export { type Admission, type AdmissionTerms, admit, ESCROW_REFUSALS } from "./admit.ts";
export { type Dispute, disputeOf, fileDispute, type NewDispute, recentDisputes } from "./disputes.ts";
export { finish, type Finished, type JobEnd, markStreaming } from "./finish.ts";
export type { Job, NewJob, StoredJobState } from "./job.ts";
export { getJob, unfinishedJobs } from "./reads.ts";
