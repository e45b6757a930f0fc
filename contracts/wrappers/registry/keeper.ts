import {
  type AccountSource,
  checkSuccession,
  readRegistry,
  type RegistryPlace,
  type RegistryReading,
} from "./reading.ts";
import { RegistryError } from "./error.ts";

/** Keeps the newest reading over restarts; one that forgets can be shown an older registry. */
export interface RegistryStore {
  load(place: RegistryPlace): Promise<RegistryReading | null>;
  save(place: RegistryPlace, reading: RegistryReading): Promise<void>;
}

export interface RegistryKeeperOptions {
  readonly chain: AccountSource;
  readonly place: RegistryPlace;
  readonly store: RegistryStore;
  readonly clock: () => number;
  /** How long a reading counts while no newer one can be had. */
  readonly maxAgeMs?: number;
  /** Denials take effect within it. */
  readonly refreshMs?: number;
}

/** A day: longer than a TON server is away, shorter than the delay in which approvals can be seen coming. */
export const REGISTRY_MAX_AGE_MS = 86_400_000;
const REFRESH_MS = 60_000;
const READ_WITHIN_MS = 10_000;

/** The newest reading of one registry, never older than its maximum age: past that it refuses. */
export class RegistryKeeper {
  readonly #options: RegistryKeeperOptions;
  #held: RegistryReading | null = null;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<RegistryReading> | null = null;

  constructor(options: RegistryKeeperOptions) {
    this.#options = options;
  }

  get place(): RegistryPlace {
    return this.#options.place;
  }

  /** @throws RegistryError when it can't be read, and what was read before is too old, or of another registry */
  current(): Promise<RegistryReading> {
    if (this.#held && this.#isFresh()) return Promise.resolve(this.#held);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  #isFresh(): boolean {
    const { clock, refreshMs = REFRESH_MS } = this.#options;
    const waitedMs = clock() - this.#readAtMs;
    return waitedMs >= 0 && waitedMs < refreshMs && this.#counts(this.#held);
  }

  /** A reading from the future is of a clock that was set back: how old it is can't be told. */
  #counts(reading: RegistryReading | null): boolean {
    const { clock, maxAgeMs = REGISTRY_MAX_AGE_MS } = this.#options;
    if (!reading) return false;
    const ageMs = clock() - reading.asOfMs;
    return ageMs >= 0 && ageMs <= maxAgeMs;
  }

  async #read(): Promise<RegistryReading> {
    const { chain, place, store, clock } = this.#options;
    this.#held ??= await store.load(place);
    const before = this.#held;
    try {
      const after = await within(READ_WITHIN_MS, readRegistry(chain, place, clock()));
      if (before) checkSuccession(before, after);
      if (!this.#counts(after)) throw new RegistryError("unreachable", "its blocks are old");
      await store.save(place, after);
      this.#held = after;
    } catch (error) {
      if (!(error instanceof RegistryError) || !this.#counts(before)) throw error;
    }
    this.#readAtMs = clock();
    return this.#held as RegistryReading;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RegistryError("unreachable", "it took too long")), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
