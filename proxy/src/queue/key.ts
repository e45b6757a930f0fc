/** One key per post; BullMQ forbids colons in ids. */
export const jobKey = ({
  accountId,
  jobId,
  post,
}: {
  accountId: string;
  jobId: string;
  post: number;
}): string => `${accountId}.${jobId}.${post}`;
