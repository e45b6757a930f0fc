import { Secret } from "@cocoon/protocol/bytes";
import type { QueuedJob } from "../queue/port.ts";
import { idleEvents, queueInstance } from "./queue-instance.ts";

/**
 * A process to be killed: it queues the job it is given, owns it, claims it for its first candidate, and says "streaming"
 * once that has begun to answer. Arguments: the URL of Redis, the job as JSON with its envelope in hex.
 */
const [url = "", text = ""] = process.argv.slice(2);
const { envelope, ...rest } = JSON.parse(text) as Omit<QueuedJob, "envelope"> & { envelope: string };
const job: QueuedJob = { ...rest, envelope: new Uint8Array(Buffer.from(envelope, "hex")) };
const { queue } = await queueInstance(new Secret(url), { leaseTtlMs: 400, strandedAfterMs: 60_000 });
await queue.start(idleEvents);
await queue.add(job);
const claim = await queue.claim(job.candidates[0] ?? "");
if (!claim || !(await queue.startStreaming(claim))) process.exit(1);
await queue.saveCharge(claim, new Uint8Array([7]));
process.stdout.write("streaming\n");
