import { type ClientStore, MemoryStore } from "@cocoon/client";
import { IndexedStore } from "./store/client-store.ts";
import { type EngineDatabase, openDatabase } from "./store/database.ts";
import { DeviceValues, PassingValues, type SealedValues } from "./store/sealed-values.ts";

/** All that the engine remembers. */
export interface Memory {
  readonly store: ClientStore;
  readonly values: SealedValues;
  /** Null where this browser keeps nothing: then payer keys can't be held here. */
  readonly database: EngineDatabase | null;
}

/** Of this device, or for this run only where the browser keeps nothing. Never rejects. */
export async function openMemory(): Promise<Memory> {
  const database = await openDatabase();
  if (!database) return { store: new MemoryStore(), values: new PassingValues(), database };
  return { store: new IndexedStore(database), values: new DeviceValues(database), database };
}
