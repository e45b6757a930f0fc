import type {
  ClientStore,
  GuardSet,
  PendingJob,
  ReferenceMark,
  RosterMark,
  RosterProof,
} from "@cocoon/client";
import type { EngineDatabase } from "./database.ts";

/** Waits for the disk: a voucher or a job must not leave before its trace is there. */
const DURABLE = { durability: "strict" } as const;

/** The client's memory in IndexedDB. What must not go back is compared and written within one transaction. */
export class IndexedStore implements ClientStore {
  readonly #database: EngineDatabase;

  constructor(database: EngineDatabase) {
    this.#database = database;
  }

  async loadGuards(key: string): Promise<GuardSet | null> {
    return (await this.#database.get("guards", key)) ?? null;
  }

  async saveGuards(key: string, set: GuardSet): Promise<void> {
    await this.#database.put("guards", set, key);
  }

  async loadReferenceMark(manifestKey: string): Promise<ReferenceMark | null> {
    return (await this.#database.get("references", manifestKey)) ?? null;
  }

  async saveReferenceMark(manifestKey: string, mark: ReferenceMark): Promise<void> {
    const change = this.#database.transaction("references", "readwrite", DURABLE);
    const { version = 0 } = (await change.store.get(manifestKey)) ?? {};
    if (mark.version >= version) await change.store.put(mark, manifestKey);
    await change.done;
  }

  async loadRosterMark(proxy: string): Promise<RosterMark | null> {
    return (await this.#database.get("rosters", proxy)) ?? null;
  }

  async saveRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    const change = this.#database.transaction("rosters", "readwrite", DURABLE);
    const { epoch = 0 } = (await change.store.get(proxy)) ?? {};
    if (mark.epoch >= epoch) await change.store.put(mark, proxy);
    await change.done;
  }

  async replaceRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    await this.#put("rosters", proxy, mark);
  }

  async keepRosterConflict(proxy: string, proof: RosterProof): Promise<void> {
    const change = this.#database.transaction("conflicts", "readwrite", DURABLE);
    if ((await change.store.get(proxy)) === undefined) await change.store.put(proof, proxy);
    await change.done;
  }

  async putPendingJob(job: PendingJob): Promise<void> {
    await this.#put("jobs", job.jobId, job);
  }

  async removePendingJob(jobId: string): Promise<void> {
    await this.#database.delete("jobs", jobId);
  }

  pendingJobs(): Promise<readonly PendingJob[]> {
    return this.#database.getAll("jobs");
  }

  async #put<Name extends "rosters" | "jobs">(
    name: Name,
    key: string,
    value: Name extends "jobs" ? PendingJob : RosterMark,
  ): Promise<void> {
    const change = this.#database.transaction(name, "readwrite", DURABLE);
    await change.store.put(value, key);
    await change.done;
  }
}
