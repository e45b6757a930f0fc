import { type ClientStore, MemoryStore } from "@cocoon/client";
import { IndexedStore } from "./store/client-store.ts";
import { EngineDatabase } from "./store/database.ts";
import { DeviceValues, PassingValues, type SealedValues } from "./store/sealed-values.ts";

/** All that the engine remembers. */
export interface Memory {
  readonly store: ClientStore;
  readonly values: SealedValues;
}

/** Of this device, or for this run only where the browser keeps nothing. Never rejects. */
export async function openMemory(): Promise<Memory> {
  const database = await EngineDatabase.open();
  if (!database) return { store: new MemoryStore(), values: new PassingValues() };
  return { store: new IndexedStore(database), values: new DeviceValues(database) };
}
