import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type OwnRedis, ownRedis } from "../testing/own-redis.ts";
import { type QueueInstance, queueInstance } from "../testing/queue-instance.ts";
import type { BullMqQueue } from "./bullmq.ts";
import type { QueuedJob } from "./port.ts";
import {
  A,
  B,
  LEASE_TTL_MS,
  mustClaim,
  newJob,
  queueSuite,
  soon,
  started,
  STRANDED_AFTER_MS,
} from "./queue.suite.ts";
import { jobHash } from "./scripts.ts";

describe("the queue on Redis and BullMQ", () => {
  let server: OwnRedis;
  let redis: Redis;
  const instances: QueueInstance[] = [];
  beforeAll(async () => {
    server = await ownRedis();
    redis = new Redis(server.url.reveal());
    redis.on("error", () => undefined);
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  afterEach(async () => {
    await Promise.all(instances.splice(0).map((instance) => instance.close()));
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  const open = async (timing = {}): Promise<BullMqQueue> => {
    const given = { leaseTtlMs: LEASE_TTL_MS, strandedAfterMs: STRANDED_AFTER_MS, ...timing };
    const instance = await queueInstance(server.url, given);
    instances.push(instance);
    return instance.queue;
  };

  describe("one proxy", () => queueSuite(open));

  describe("two proxies", () => {
    it("share the work: each job is claimed once and waking reaches both", async () => {
      const one = await started(await open());
      const two = await started(await open());
      const jobs = Array.from({ length: 40 }, () => newJob([A, B]));
      await Promise.all(jobs.map((job, index) => (index % 2 ? one : two).queue.add(job)));
      const claims = await Promise.all(
        jobs.flatMap(() => [one.queue.claim(A), two.queue.claim(B), one.queue.claim(B)]),
      );
      const keys = claims.flatMap((claim) => claim?.job.key ?? []);
      expect(keys.toSorted()).toEqual(jobs.map(({ key }) => key).toSorted());
      await soon(() => expect([one, two].every(({ events }) => events.woken.includes(A))).toBe(true));
      await Promise.all(keys.map((key) => two.queue.finish(key)));
      await soon(async () => expect(await one.queue.depth()).toBe(0));
      expect([...one.events.orphans, ...two.events.orphans]).toEqual([]);
    });

    it("hand over at once when one stops", async () => {
      const one = await started(await open({ leaseTtlMs: 60_000 }));
      const job = newJob([A]);
      await one.queue.add(job);
      await soon(async () => expect(await redis.llen("bull:cocoon-jobs:active")).toBe(1));
      await one.queue.close();
      const two = await started(await open());
      expect(await two.queue.place(job.key)).toEqual({ state: "waiting", position: 0 });
      await soon(async () => expect(await redis.llen("bull:cocoon-jobs:active")).toBe(1));
      await two.queue.withdraw(job.key);
      await soon(() => expect(two.events.of(job)).toMatchObject([{ reason: "cancelled" }]));
      expect(one.events.orphans).toEqual([]);
    });

    it("take over from one that was killed, with what it had saved", async () => {
      const job = newJob([A, B]);
      const child = await ownerOf(job, server);
      const two = await started(await open());
      child.kill("SIGKILL");
      await soon(() => expect(two.events.of(job)).toHaveLength(1));
      expect(two.events.of(job)[0]).toMatchObject({ reason: "abandoned", savedCharge: new Uint8Array([7]) });
      await soon(async () => expect(await two.queue.depth()).toBe(0));
    });
  });

  describe("Redis", () => {
    it("that is killed and comes back has lost no job", async () => {
      const { queue, events } = await started(await open({ leaseTtlMs: 60_000 }));
      const jobs = Array.from({ length: 50 }, () => newJob([A]));
      await Promise.all(jobs.map((job) => queue.add(job)));
      const claim = await mustClaim(queue, A);
      await queue.startStreaming(claim);
      // An append-only file that is written once a second keeps what was acknowledged over a crash of Redis itself.
      await server.restart();
      expect(await queue.renew(claim)).toBe("held");
      for (const job of jobs.slice(1)) expect((await mustClaim(queue, A)).job).toEqual(job);
      await Promise.all(jobs.map(({ key }) => queue.finish(key)));
      await soon(async () => expect(await queue.depth()).toBe(0));
      expect(events.orphans).toEqual([]);
    });

    it("that forgot a job's hash has its owner report the job as lost", async () => {
      const { queue, events } = await started(await open());
      const job = newJob([A]);
      await queue.add(job);
      await soon(async () => expect(await redis.llen("bull:cocoon-jobs:active")).toBe(1));
      await redis.del(jobHash(job.key));
      await soon(() =>
        expect(events.of(job)).toMatchObject([{ reason: "lost", terms: job.terms, savedCharge: null }]),
      );
      await soon(async () => expect(await queue.depth()).toBe(0));
      expect(await queue.claim(A)).toBeNull();
    });

    it("that forgot BullMQ's part has an owner again once the job is adopted", async () => {
      const { queue, events } = await started(await open());
      const job = newJob([A], { notAfterMs: Date.now() + 2_500 });
      await queue.add(job);
      await queue.close();
      await redis.del("bull:cocoon-jobs:wait", "bull:cocoon-jobs:active", `bull:cocoon-jobs:${job.key}`);
      const next = await started(await open());
      await next.queue.adopt(job.key, job.terms);
      await next.queue.adopt(job.key, job.terms);
      await soon(() => expect(next.events.of(job)).toMatchObject([{ reason: "deadline" }]));
      expect(events.orphans).toEqual([]);
    });

    it("holds an envelope under a time to live, and not longer than another worker may need it", async () => {
      const { queue } = await started(await open({ leaseTtlMs: 60_000 }));
      const job = newJob([A]);
      await queue.add(job);
      expect(await redis.pttl(jobHash(job.key))).toBeGreaterThan(60_000);
      const claim = await mustClaim(queue, A);
      expect(await redis.hexists(jobHash(job.key), "envelope")).toBe(1);
      await queue.startStreaming(claim);
      expect(await redis.hexists(jobHash(job.key), "envelope")).toBe(0);
      await queue.finish(job.key);
      await soon(async () => expect(await redis.keys(`*${job.key}*`)).toEqual([jobHash(job.key)]));
      expect(await redis.hgetall(jobHash(job.key))).toEqual({ state: "finished" });
      expect(await redis.pttl(jobHash(job.key))).toBeGreaterThan(0);
    });
  });
});

/** A process that streams the job's answer when this resolves. */
async function ownerOf(job: QueuedJob, server: OwnRedis): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("../testing/queue-owner.ts", import.meta.url));
  const text = JSON.stringify({ ...job, envelope: Buffer.from(job.envelope).toString("hex") });
  const args = ["--conditions=@cocoon/source", "--import", "tsx", script, server.url.reveal(), text];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  expect(said.toString()).toBe("streaming\n");
  return child;
}
