import { LIMITS } from "@cocoon/protocol/api";
import { type Attester, type BeaconFeed, KEY_GRACE_MS } from "@cocoon/protocol/attestation";
import { ReplaySet } from "@cocoon/protocol/envelope";
import type { Clock } from "./clock.ts";
import type { GpuAttester } from "./identity/gpu/gpu-attester.ts";
import { WorkerKey } from "./identity/worker-key.ts";
import type { Engine } from "./inference/engine.ts";
import { Backoff } from "./backoff.ts";
import { KeyLink } from "./lease/key-link.ts";
import type { LinkDeps } from "./lease/link.ts";
import { SlotPool } from "./lease/slot-pool.ts";
import { type Log, reasonOf } from "./log.ts";
import { KnownRosters } from "./session/known-rosters.ts";
import { Catalogue, type ServedModel } from "./session/served-model.ts";
import type { Ticker } from "./session/ticker.ts";

export interface WorkerOptions {
  /** http(s)://host[:port] of the proxy, exactly as its operator publishes it. */
  readonly proxyOrigin: string;
  /** Who is paid. */
  readonly operator: string;
  readonly attester: Attester;
  readonly beacon: BeaconFeed;
  /** Null for a machine whose GPU, if any, is not attested. */
  readonly gpu: GpuAttester | null;
  /** With all `models` loaded. */
  readonly engine: Engine;
  readonly models: readonly ServedModel[];
  /** How many jobs run at once. */
  readonly slots: number;
  readonly imageId: string;
  /** Of the network, 32 bytes in hex; null pins the one that the proxy first shows. */
  readonly rosterKey: string | null;
  readonly keyLifeMs: number;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly log: Log;
}

/** Not all workers of a network make new keys in the same second. */
const JITTER = 0.05;

/**
 * The worker: one key at a time, each connected until its successor is, which is made at half its life (SPEC 2.4). If no
 * successor can be made, the key works on until it has expired and its grace is over.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #deps: LinkDeps;
  readonly #replay = new ReplaySet();
  readonly #timers = new Set<() => void>();
  readonly #links = new Set<KeyLink>();
  #current: KeyLink | null = null;
  #rotating = false;
  #stopped = false;

  private constructor(options: WorkerOptions) {
    const { engine, models, clock, ticker, log, slots, proxyOrigin, operator } = options;
    this.#options = options;
    this.#deps = {
      origin: proxyOrigin,
      operator,
      slots: new SlotPool(slots),
      session: {
        engine,
        catalogue: new Catalogue(models),
        rosters: new KnownRosters(options.rosterKey, clock, log),
        replay: this.#replay,
        clock,
        ticker,
        log,
        keySpent: (key) => this.#spent(key),
      },
    };
  }

  /** Makes the first key and begins to dial. @throws AttestationError, or what attester and beacon fail with */
  static async start(options: WorkerOptions): Promise<Worker> {
    const worker = new Worker(options);
    worker.#adopt(await worker.#newKey());
    return worker;
  }

  /** The key that new requests are sealed to, in hex; null once stopped. */
  get keyId(): string | null {
    return this.#current?.key.keyIdHex ?? null;
  }

  /** Takes no more jobs, lets those that run end for `graceMs` at most, then erases every key. */
  stop(graceMs: number): Promise<void> {
    return this.#end((link) => link.retire(graceMs));
  }

  /** Ends at once and without a word to the proxy, as a crash would. */
  kill(): Promise<void> {
    return this.#end((link) => link.kill());
  }

  async #end(how: (link: KeyLink) => Promise<void>): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    await Promise.all([...this.#links].map((link) => how(link)));
    this.#current = null;
  }

  #newKey(): Promise<WorkerKey> {
    const { attester, beacon, gpu, imageId, keyLifeMs: lifeMs, clock } = this.#options;
    const { offers } = this.#deps.session.catalogue;
    return WorkerKey.create({ attester, beacon, gpu, offers, imageId, lifeMs }, clock.now());
  }

  /** The key becomes the current one; its predecessors are retired once the proxy knows this one. */
  #adopt(key: WorkerKey): void {
    const link: KeyLink = new KeyLink(key, this.#deps, () => this.#retireBefore(link));
    this.#current = link;
    this.#links.add(link);
    void link.ended.then(() => this.#forget(link));
    const { clock, keyLifeMs } = this.#options;
    const halfLifeMs = Math.round((keyLifeMs / 2) * (1 - JITTER * Math.random()));
    this.#after(key.createdMs + halfLifeMs - clock.now(), () => this.#spent(key));
    this.#after(key.expiresMs + KEY_GRACE_MS - clock.now(), () => void link.retire(0));
  }

  #retireBefore(link: KeyLink): void {
    for (const other of this.#links) {
      if (other === link) return;
      // No job runs on after its deadline, and none lies further ahead.
      void other.retire(LIMITS.deadlineMs);
    }
  }

  /** Half the key's life is over, or its replay set is full and it opens nothing more. */
  #spent(key: WorkerKey): void {
    if (this.#stopped || this.#current?.key !== key || this.#rotating) return;
    void this.#rotate(new Backoff());
  }

  async #rotate(backoff: Backoff): Promise<void> {
    this.#rotating = true;
    try {
      const key = await this.#newKey();
      if (this.#stopped) return key.erase();
      this.#options.log("info", "key_rotated", { keyId: key.keyIdHex.slice(0, 16) });
      this.#adopt(key);
      this.#rotating = false;
    } catch (error) {
      if (this.#stopped) return;
      this.#options.log("error", "key_rotation_failed", { reason: reasonOf(error) });
      this.#after(backoff.next(), () => void this.#rotate(backoff));
    }
  }

  /** Only now, with the private key gone, may the replay set forget what that key has opened (SPEC 4.9). */
  #forget(link: KeyLink): void {
    this.#links.delete(link);
    link.key.erase();
    this.#replay.forget(link.key.keyId);
  }

  #after(ms: number, action: () => void): void {
    const cancel = this.#options.clock.after(ms, () => {
      this.#timers.delete(cancel);
      action();
    });
    this.#timers.add(cancel);
  }
}
