import {
  approvalOf,
  approvalsOf,
  isDenied,
  RegistryError,
  type RegistryKeeper,
  type RegistryState,
} from "@cocoon/contracts/registry";
import type { Log } from "../log.ts";
import { AdmissionError } from "./admission-error.ts";
import type { LiveNode } from "./node.ts";

/** The network's registry as this proxy applies it to its workers; clients apply it themselves. */
export interface NetworkRegistry {
  /** @throws AdmissionError for a worker that the registry denies or does not approve, and while it can't be read */
  check(node: RegisteredNode): Promise<void>;
  /** Hears of each reading with changes. Returns the function that ends it. */
  onReading(listener: (state: RegistryState) => void): () => void;
  close(): void;
}

type RegisteredNode = Pick<LiveNode, "measurement" | "entry">;

/** Of a proxy whose operator has named no registry. */
export const NO_REGISTRY: NetworkRegistry = {
  check: async () => undefined,
  onReading: () => () => undefined,
  close: () => undefined,
};

/** Why this worker may not serve; null for no reason (SPEC 12.4). */
export function refusalOf(
  state: RegistryState,
  { measurement, entry }: RegisteredNode,
): AdmissionError | null {
  if (isDenied(state, { kind: "measurement", id: measurement }))
    return new AdmissionError("revoked", "The network's registry warns of the software in the machine.");
  if (isDenied(state, { kind: "nodeKey", id: entry.keyId }))
    return new AdmissionError(
      "revoked",
      "The network's registry warns of the machine's key; restart the worker.",
    );
  if (approvalOf(state, "measurement", measurement)) return null;
  return new AdmissionError(
    "measurement_not_approved",
    "The network's registry does not approve the software in the machine.",
  );
}

export interface RegistryWatchOptions {
  readonly keeper: Pick<RegistryKeeper, "current">;
  readonly lookEveryMs?: number;
  readonly log: Log;
  /** What clients will look for; told once where it is missing. */
  readonly self: { readonly origin: string; readonly rosterKey: string };
}

const LOOK_EVERY_MS = 5_000;

/** Looks at the registry as long as the proxy runs. */
export class RegistryWatch implements NetworkRegistry {
  readonly #options: RegistryWatchOptions;
  readonly #listeners = new Set<(state: RegistryState) => void>();
  readonly #timer: ReturnType<typeof setInterval>;
  #lt: bigint | null = null;
  #problem: string | null = null;

  constructor(options: RegistryWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), options.lookEveryMs ?? LOOK_EVERY_MS);
    this.#timer.unref();
    void this.#look();
  }

  async check(node: RegisteredNode): Promise<void> {
    const state = await this.#look();
    if (state === null)
      throw new AdmissionError(
        "registry_unreadable",
        "The proxy can't read the network's registry; dial again later.",
      );
    const refusal = refusalOf(state, node);
    if (refusal) throw refusal;
  }

  onReading(listener: (state: RegistryState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Null while it can't be read. */
  async #look(): Promise<RegistryState | null> {
    try {
      const { state, lt } = await this.#options.keeper.current();
      this.#tell(null);
      if (lt !== this.#lt) this.#changed(state);
      this.#lt = lt;
      return state;
    } catch (error) {
      this.#tell(error instanceof RegistryError ? error.code : "unknown");
      return null;
    }
  }

  #changed(state: RegistryState): void {
    this.#warnOfItself(state);
    for (const listener of this.#listeners) listener(state);
  }

  /** Clients with a registry refuse a proxy that is not on it: its operator should know before they do. */
  #warnOfItself(state: RegistryState): void {
    const { self, log } = this.#options;
    const ids = approvalsOf(state, "proxy").filter(({ origin }) => origin === self.origin);
    const signer = approvalOf(state, "rosterKey", self.rosterKey)?.proxy;
    if (ids.length === 0) log("warn", "registry_lacks_this_proxy", { missing: "origin" });
    else if (!ids.some(({ id }) => id === signer))
      log("warn", "registry_lacks_this_proxy", { missing: "roster key" });
  }

  /** Each problem once, until it is another. */
  #tell(problem: string | null): void {
    if (problem !== null && problem !== this.#problem)
      this.#options.log("error", "registry_unreadable", { reason: problem });
    this.#problem = problem;
  }
}
