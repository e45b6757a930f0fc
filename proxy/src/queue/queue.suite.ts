import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { jobKey } from "./key.ts";
import type { ClaimedJob, JobQueue, JobTerms, Orphan, QueuedJob, QueueEvents } from "./port.ts";

export const LEASE_TTL_MS = 400;
export const STRANDED_AFTER_MS = 300;
/** The slowest look of any implementation, and room for a busy machine. */
const SOON = { timeout: 10_000, interval: 20 };

export const soon = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, SOON);

export const keyId = (name: string): string => Buffer.from(name.padEnd(32, ".")).toString("hex");
export const A = keyId("A");
export const B = keyId("B");
export const C = keyId("C");

export function newJob(candidates: readonly string[], terms: Partial<JobTerms> = {}): QueuedJob {
  const id = { accountId: randomUUID(), jobId: keyId(randomUUID().slice(0, 32)), post: 1, ...terms };
  return {
    key: jobKey(id),
    candidates,
    envelope: crypto.getRandomValues(new Uint8Array(512)),
    terms: {
      model: "demo",
      manifest: keyId("manifest"),
      transcript: keyId("transcript"),
      quote: "1/1/1",
      priceCeilingNanoton: "1024",
      notAfterMs: Date.now() + 60_000,
      ...terms,
      ...id,
    },
  };
}

/** What a queue told its proxy, which concludes each orphan as the proxy does. */
export class Events implements QueueEvents {
  readonly woken: string[] = [];
  readonly orphans: Orphan[] = [];
  readonly offline = new Set<string>();
  /** Orphans of these keys can't be concluded yet. */
  readonly failing = new Set<string>();
  readonly #queue: JobQueue;

  constructor(queue: JobQueue) {
    this.#queue = queue;
  }

  wake(keyIds: readonly string[]): void {
    this.woken.push(...keyIds);
  }

  async orphan(orphan: Orphan): Promise<void> {
    this.orphans.push(orphan);
    if (this.failing.has(orphan.key)) throw new Error("not now");
    await this.#queue.finish(orphan.key);
  }

  isOnline(id: string): boolean {
    return !this.offline.has(id);
  }

  of(job: QueuedJob): Orphan[] {
    return this.orphans.filter(({ key }) => key === job.key);
  }
}

export async function started(queue: JobQueue): Promise<{ queue: JobQueue; events: Events }> {
  const events = new Events(queue);
  await queue.start(events);
  return { queue, events };
}

export async function mustClaim(queue: JobQueue, id: string): Promise<ClaimedJob> {
  const claim = await queue.claim(id);
  if (!claim) throw new Error("nothing to claim");
  return claim;
}

const orphanOf = (events: Events, job: QueuedJob): Promise<Orphan> =>
  soon(() => {
    const [orphan] = events.of(job);
    if (!orphan) throw new Error("no orphan yet");
    return orphan;
  });

/** What every implementation of {@link JobQueue} must do. @param open a queue with nothing in it, not yet started */
export function queueSuite(open: () => Promise<JobQueue>): void {
  let queue: JobQueue;
  let events: Events;
  beforeEach(async () => {
    ({ queue, events } = await started(await open()));
  });
  afterEach(() => queue.close());

  describe("binds late", () => {
    it("gives a job to whichever candidate asks first, whole", async () => {
      const job = newJob([A, B]);
      await queue.add(job);
      expect(await queue.claim(C)).toBeNull();
      const claim = await mustClaim(queue, B);
      expect(claim).toEqual({ job, keyId: B, attempt: 1 });
      expect(await queue.claim(A)).toBeNull();
    });

    it("tells the candidates of a new job", async () => {
      await queue.add(newJob([A, C]));
      await soon(() => expect(events.woken).toEqual([A, C]));
    });

    it("gives the oldest job that names the worker", async () => {
      const jobs = [newJob([A]), newJob([B]), newJob([A, B]), newJob([B])];
      for (const job of jobs) await queue.add(job);
      const order = [await mustClaim(queue, B), await mustClaim(queue, B), await mustClaim(queue, B)];
      expect(order.map(({ job }) => job.key)).toEqual([1, 2, 3].map((index) => jobs[index]?.key));
      expect((await mustClaim(queue, A)).job.key).toBe(jobs[0]?.key);
    });

    it("leases a job once, however many ask at once", async () => {
      for (let round = 0; round < 20; round++) {
        await queue.add(newJob([A, B, C]));
        const claims = await Promise.all([A, B, C, A, B, C].map((id) => queue.claim(id)));
        expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
      }
    });

    it("takes a second add of a key as done", async () => {
      const job = newJob([A]);
      await Promise.all([queue.add(job), queue.add(job)]);
      await mustClaim(queue, A);
      await queue.add(job);
      expect(await queue.claim(A)).toBeNull();
      expect(await queue.depth()).toBe(1);
    });
  });

  describe("a lease", () => {
    it("that runs out before the first frame goes to another candidate, and is void", async () => {
      const job = newJob([A, B]);
      await queue.add(job);
      const lost = await mustClaim(queue, A);
      const next = await soon(() => mustClaim(queue, B));
      expect(next).toMatchObject({
        attempt: 2,
        job: { key: job.key, candidates: [B], envelope: job.envelope },
      });
      expect(events.woken).toContain(B);
      expect(await queue.renew(lost)).toBe("void");
      expect(await queue.startStreaming(lost)).toBe(false);
      await queue.giveBack(lost, { why: "lost" });
      await queue.saveCharge(lost, new Uint8Array([1]));
      expect(await queue.renew(next)).toBe("held");
      expect(events.of(job)).toEqual([]);
    });

    it("stands as long as it is renewed", async () => {
      await queue.add(newJob([A, B]));
      const claim = await mustClaim(queue, A);
      const untilMs = Date.now() + 3 * LEASE_TTL_MS;
      await soon(async () => {
        expect(await queue.renew(claim)).toBe("held");
        expect(await queue.claim(B)).toBeNull();
        expect(Date.now()).toBeGreaterThan(untilMs);
      });
    });

    it("that runs out in mid-stream ends the job, with the charge that was saved last", async () => {
      const job = newJob([A, B]);
      await queue.add(job);
      const claim = await mustClaim(queue, A);
      expect(await queue.startStreaming(claim)).toBe(true);
      await queue.saveCharge(claim, new Uint8Array([1]));
      await queue.saveCharge(claim, new Uint8Array([2, 3]));
      const orphan = await orphanOf(events, job);
      expect(orphan).toEqual({
        key: job.key,
        terms: job.terms,
        reason: "abandoned",
        refusals: [],
        savedCharge: new Uint8Array([2, 3]),
      });
      expect(await queue.claim(B)).toBeNull();
    });

    it("of the only candidate, lost, ends in an orphan", async () => {
      const job = newJob([A]);
      await queue.add(job);
      await mustClaim(queue, A);
      expect(await orphanOf(events, job)).toMatchObject({
        reason: "refused",
        refusals: [],
        savedCharge: null,
      });
    });

    it("may be given back unsent, as if it had not been claimed", async () => {
      const [first, second] = [newJob([A]), newJob([A])];
      await queue.add(first);
      await queue.add(second);
      await queue.giveBack(await mustClaim(queue, A), { why: "unsent" });
      expect(await mustClaim(queue, A)).toMatchObject({
        attempt: 2,
        job: { key: first.key, candidates: [A] },
      });
    });

    it("may not be given back once it streams", async () => {
      await queue.add(newJob([A, B]));
      const claim = await mustClaim(queue, A);
      await queue.startStreaming(claim);
      await queue.giveBack(claim, { why: "lost" });
      expect(await queue.renew(claim)).toBe("held");
      expect(await queue.claim(B)).toBeNull();
    });
  });

  describe("a refused job", () => {
    it("waits at its old place for the others", async () => {
      const [older, younger] = [newJob([A, B]), newJob([B])];
      await queue.add(older);
      await queue.add(younger);
      await queue.giveBack(await mustClaim(queue, A), { why: "refused", code: "open_failed" });
      expect((await mustClaim(queue, B)).job.key).toBe(older.key);
    });

    it("is an orphan once all have refused, with their codes in order", async () => {
      const job = newJob([A, B, C]);
      await queue.add(job);
      await queue.giveBack(await mustClaim(queue, B), { why: "refused", code: "open_failed" });
      await queue.giveBack(await mustClaim(queue, A), { why: "lost" });
      await queue.giveBack(await mustClaim(queue, C), { why: "refused", code: "roster_unknown" });
      const orphan = await orphanOf(events, job);
      expect(orphan).toMatchObject({ reason: "refused", refusals: ["open_failed", "roster_unknown"] });
    });
  });

  describe("a withdrawn job", () => {
    it("that waits is an orphan", async () => {
      const job = newJob([A]);
      await queue.add(job);
      expect(await queue.withdraw(job.key)).toBe(true);
      expect(await queue.claim(A)).toBeNull();
      expect((await orphanOf(events, job)).reason).toBe("cancelled");
      expect(await queue.withdraw(job.key)).toBe(false);
    });

    it("that is leased hears of it at the next renewal, and goes to no other candidate", async () => {
      const job = newJob([A, B]);
      await queue.add(job);
      const claim = await mustClaim(queue, A);
      expect(await queue.withdraw(job.key)).toBe(false);
      expect(await queue.renew(claim)).toBe("cancelled");
      await queue.giveBack(claim, { why: "lost" });
      expect((await orphanOf(events, job)).reason).toBe("cancelled");
      expect(await queue.claim(B)).toBeNull();
    });

    it("whose worker is lost without a word goes to no other candidate", async () => {
      const job = newJob([A, B]);
      await queue.add(job);
      await mustClaim(queue, A);
      await queue.withdraw(job.key);
      expect((await orphanOf(events, job)).reason).toBe("cancelled");
    });
  });

  describe("a job that can't be answered", () => {
    it("because its deadline passed while it waited is an orphan", async () => {
      const job = newJob([A], { notAfterMs: Date.now() + 200 });
      await queue.add(job);
      expect((await orphanOf(events, job)).reason).toBe("deadline");
      expect(Date.now()).toBeGreaterThanOrEqual(job.terms.notAfterMs);
    });

    it("because all its candidates went away is an orphan; one of them is enough to wait for", async () => {
      events.offline.add(A);
      const [alone, accompanied] = [newJob([A]), newJob([A, B])];
      await queue.add(accompanied);
      await queue.add(alone);
      expect((await orphanOf(events, alone)).reason).toBe("stranded");
      expect(events.of(accompanied)).toEqual([]);
      expect((await mustClaim(queue, B)).job.key).toBe(accompanied.key);
    });

    it("is reported again until it is finished", async () => {
      const job = newJob([A]);
      events.failing.add(job.key);
      await queue.add(job);
      await queue.withdraw(job.key);
      await soon(() => expect(events.of(job).length).toBeGreaterThan(1));
      expect(await queue.place(job.key)).toEqual({ state: "ending", position: null });
      events.failing.delete(job.key);
      await soon(async () => expect(await queue.place(job.key)).toBeNull());
    });
  });

  it("knows the place of each job, and how many there are", async () => {
    const [first, second, third] = [newJob([A]), newJob([B]), newJob([A, B, C])];
    for (const job of [first, second, third]) await queue.add(job);
    expect(await queue.place(first.key)).toEqual({ state: "waiting", position: 0 });
    // C has nothing else to do.
    expect(await queue.place(third.key)).toEqual({ state: "waiting", position: 0 });
    const fourth = newJob([A, B]);
    await queue.add(fourth);
    expect(await queue.place(fourth.key)).toEqual({ state: "waiting", position: 2 });
    const claim = await mustClaim(queue, A);
    expect(await queue.place(first.key)).toEqual({ state: "leased", position: null });
    await queue.startStreaming(claim);
    expect(await queue.place(first.key)).toEqual({ state: "streaming", position: null });
    await soon(async () => expect(await queue.depth()).toBe(4));
    for (const { key } of [first, second, third, fourth]) {
      await queue.finish(key);
      await queue.finish(key);
      expect(await queue.place(key)).toBeNull();
    }
    await soon(async () => expect(await queue.depth()).toBe(0));
    expect(await queue.claim(B)).toBeNull();
  });
}
