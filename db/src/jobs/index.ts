export { type Admission, admit } from "./admit.ts";
export { finish, type Finished, type JobEnd, markStreaming } from "./finish.ts";
export type { Job, NewJob, StoredJobState } from "./job.ts";
export { getJob, unfinishedJobs } from "./reads.ts";
