import type {
  ClientStore,
  GuardSet,
  PendingJob,
  ReferenceMark,
  RosterMark,
  RosterProof,
} from "@cocoon/client";
import type { EngineDatabase } from "./database.ts";

/** The client's memory in IndexedDB. What must not go back is compared and written within one transaction. */
export class IndexedStore implements ClientStore {
  readonly #database: EngineDatabase;

  constructor(database: EngineDatabase) {
    this.#database = database;
  }

  loadGuards(key: string): Promise<GuardSet | null> {
    return this.#database.get("guards", key);
  }

  saveGuards(key: string, set: GuardSet): Promise<void> {
    return this.#database.put("guards", key, set);
  }

  loadReferenceMark(manifestKey: string): Promise<ReferenceMark | null> {
    return this.#database.get("references", manifestKey);
  }

  saveReferenceMark(manifestKey: string, mark: ReferenceMark): Promise<void> {
    return this.#database.replace<ReferenceMark>("references", manifestKey, (before) =>
      mark.version >= (before?.version ?? 0) ? mark : null,
    );
  }

  loadRosterMark(proxy: string): Promise<RosterMark | null> {
    return this.#database.get("rosters", proxy);
  }

  saveRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    return this.#database.replace<RosterMark>("rosters", proxy, (before) =>
      mark.epoch >= (before?.epoch ?? 0) ? mark : null,
    );
  }

  replaceRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    return this.#database.put("rosters", proxy, mark);
  }

  keepRosterConflict(proxy: string, proof: RosterProof): Promise<void> {
    return this.#database.replace<RosterProof>("conflicts", proxy, (before) => (before ? null : proof));
  }

  putPendingJob(job: PendingJob): Promise<void> {
    return this.#database.put("jobs", job.jobId, job);
  }

  removePendingJob(jobId: string): Promise<void> {
    return this.#database.delete("jobs", jobId);
  }

  pendingJobs(): Promise<readonly PendingJob[]> {
    return this.#database.all("jobs");
  }
}
