import { Redis } from "ioredis";
import type { Network } from "./network.ts";
import { until } from "../until.ts";

/** How Redis has a job: see proxy/src/queue/scripts.ts. */
interface QueuedJob {
  readonly state: string;
  /** key_id in hex of the worker that holds the lease; undefined while nobody does. */
  readonly worker: string | undefined;
  /** Whether a running receipt was saved, which settles the job if its stream breaks now. */
  readonly hasCharge: boolean;
}

const LOOK_MS = 20_000;

/** Looks into Redis until the job is as `wanted` says, and gives how it is. */
export async function untilQueued(
  network: Network,
  jobId: string,
  wanted: (job: QueuedJob) => boolean,
): Promise<QueuedJob> {
  const redis = new Redis(network.processes.redisUrl.reveal(), { lazyConnect: true });
  await redis.connect();
  try {
    return await until(
      "the job as it was to be in the queue",
      async () => {
        const [key] = await redis.keys(`cocoon:job:*.${jobId}.*`);
        const fields = key ? await redis.hgetall(key) : {};
        const { state, worker, charge } = fields as Partial<Record<"state" | "worker" | "charge", string>>;
        if (state === undefined) return undefined;
        const job = { state, worker, hasCharge: charge !== undefined };
        return wanted(job) && job;
      },
      LOOK_MS,
    );
  } finally {
    redis.disconnect();
  }
}
