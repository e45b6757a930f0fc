import type { Secret } from "@cocoon/protocol/bytes";
import { RedisBus } from "../bus/redis.ts";
import { BullMqQueue } from "../queue/bullmq.ts";
import type { QueueEvents } from "../queue/port.ts";
import { connectRedis } from "../redis/connect.ts";

/** How long tests wait for another proxy to take over; production's is ten seconds. */
export const TAKE_OVER_MS = 1_000;

export interface QueueInstance {
  readonly queue: BullMqQueue;
  close(): Promise<void>;
}

/** One proxy's queue, with connections of its own. */
export async function queueInstance(
  url: Secret<string>,
  timing: { readonly leaseTtlMs: number; readonly strandedAfterMs: number },
): Promise<QueueInstance> {
  const onError = () => undefined;
  const redis = await connectRedis(url, onError);
  const bus = await RedisBus.connect(redis, onError);
  const queue = new BullMqQueue({ redis, bus, ...timing, keepMs: 60_000, takeOverMs: TAKE_OVER_MS, onError });
  const close = async () => {
    await queue.close();
    await bus.close();
    redis.disconnect();
  };
  return { queue, close };
}

/** A proxy that neither knows workers nor concludes anything. */
export const idleEvents: QueueEvents = {
  wake: () => undefined,
  orphan: () => Promise.resolve(),
  isOnline: () => true,
};
