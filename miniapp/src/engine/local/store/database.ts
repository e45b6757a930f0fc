import type { GuardSet, PendingJob, ReferenceMark, RosterMark, RosterProof } from "@cocoon/client";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** A value sealed under the device's key. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

export interface EngineSchema extends DBSchema {
  guards: { key: string; value: GuardSet };
  references: { key: string; value: ReferenceMark };
  rosters: { key: string; value: RosterMark };
  conflicts: { key: string; value: RosterProof };
  jobs: { key: string; value: PendingJob };
  /** Sessions and payer keys. */
  sealed: { key: string; value: Sealed };
  /** The key that they are sealed under: usable here, and extractable nowhere. */
  keys: { key: string; value: CryptoKey };
}
export type EngineDatabase = IDBPDatabase<EngineSchema>;

const STORES = ["guards", "references", "rosters", "conflicts", "jobs", "sealed", "keys"] as const;

/** What the engine remembers on this device; null where the browser lets nothing be kept. */
export async function openDatabase(): Promise<EngineDatabase | null> {
  try {
    return await openDB<EngineSchema>("cocoon-engine", 1, {
      upgrade: (database) => {
        for (const store of STORES) database.createObjectStore(store);
      },
    });
  } catch {
    return null;
  }
}
