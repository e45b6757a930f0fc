import type { LeaseMessage } from "@cocoon/protocol/api";
import type { Clock } from "../clock.ts";

/** Runs one lease; resolves when nothing of it is left. Never rejects. */
type RunLease = (lease: LeaseMessage, cancelled: AbortSignal) => Promise<void>;

/** Whatever time a proxy gives, we neither renew without pause nor set a timer that no timer can hold. */
const SHORTEST_RENEWAL_MS = 250;
const LONGEST_RENEWAL_MS = 60_000;

export interface RunningLeasesDeps {
  readonly run: RunLease;
  readonly renew: (leases: string[]) => void;
  readonly ended: () => void;
  readonly clock: Clock;
}

/** The leases that one link runs: renewed together, each cancelled on its own. */
export class RunningLeases {
  readonly #deps: RunningLeasesDeps;
  readonly #leases = new Map<string, AbortController>();
  #renewalMs = SHORTEST_RENEWAL_MS;
  #cancelRenewal: (() => void) | null = null;
  #idle: (() => void)[] = [];

  constructor(deps: RunningLeasesDeps) {
    this.#deps = deps;
  }

  /** @param leaseTtlMs of the proxy's welcome: renewal comes at a third of it. */
  set leaseTtlMs(leaseTtlMs: number) {
    this.#renewalMs = Math.min(LONGEST_RENEWAL_MS, Math.max(SHORTEST_RENEWAL_MS, Math.floor(leaseTtlMs / 3)));
  }

  has(id: string): boolean {
    return this.#leases.has(id);
  }

  start(lease: LeaseMessage): void {
    const cancelled = new AbortController();
    this.#leases.set(lease.lease, cancelled);
    this.#scheduleRenewal();
    void this.#deps.run(lease, cancelled.signal).finally(() => this.#end(lease.lease));
  }

  /** Nothing happens when the lease has ended: the two may cross. */
  cancel(id: string): void {
    this.#leases.get(id)?.abort();
  }

  /** Resolves when none runs. */
  async whenIdle(): Promise<void> {
    while (this.#leases.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #end(id: string): void {
    this.#leases.delete(id);
    this.#deps.ended();
    if (this.#leases.size > 0) return;
    this.#cancelRenewal?.();
    this.#cancelRenewal = null;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #scheduleRenewal(): void {
    this.#cancelRenewal ??= this.#deps.clock.after(this.#renewalMs, () => {
      this.#cancelRenewal = null;
      if (this.#leases.size === 0) return;
      this.#deps.renew([...this.#leases.keys()]);
      this.#scheduleRenewal();
    });
  }
}
