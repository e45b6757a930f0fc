import type { Database } from "@cocoon/db/connection";
import type { Appended } from "@cocoon/db/rosters";
import { CocoonError } from "@cocoon/protocol/api";
import type { Secret } from "@cocoon/protocol/bytes";
import { ROSTER_EPOCH_MS, ROSTER_PAGE, type SignedRoster } from "@cocoon/protocol/roster";
import type { Bus } from "../bus/port.ts";
import type { Log } from "../log.ts";
import type { NodeDirectory } from "./directory.ts";
import type { Index } from "./listing.ts";
import { type Roster, RosterLog } from "./roster-log.ts";

export interface RosterOptions {
  readonly database: Database;
  readonly directory: NodeDirectory;
  readonly bus: Bus;
  /** Ed25519, 32 bytes; the same for all proxies of a network. */
  readonly signKey: Secret<Uint8Array>;
  /** A changed list is signed at most this often. */
  readonly minEpochMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}

const TOPIC = "roster";
/** As many as a worker keeps (SPEC 7.8); one that joins is told all of them. */
const RECENT = 6;
/** A word on the bus can be lost, so each proxy looks by itself this often; and so long after a failure. */
const LOOK_EVERY_MS = 5_000;
const AGAIN_MS = 1_000;

/**
 * The network's roster as this proxy serves it. When the directory differs from what was signed last, or that is ten
 * minutes old, it signs the next epoch; of several proxies one is first, and the others take over what it signed.
 */
export class RosterKeeper {
  readonly #options: RosterOptions;
  readonly #log: RosterLog;
  readonly #listeners = new Set<(roster: SignedRoster) => void>();
  readonly #unsubscribe: (() => void)[];
  #head: Roster | null = null;
  #recent: readonly SignedRoster[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #refreshing: Promise<Roster | null> | null = null;
  #working: Promise<void> | null = null;
  #closed = false;
  #isAhead = false;
  #isFull = false;

  private constructor(options: RosterOptions) {
    const { bus, directory, database, signKey } = options;
    this.#options = options;
    this.#log = new RosterLog(database, signKey);
    this.#unsubscribe = [
      bus.subscribe(TOPIC, () => this.#workIn(0)),
      directory.onIndex(() => this.#schedule()),
    ];
  }

  /** With an epoch to serve, the first one if need be; while Postgres is away it goes on trying. */
  static async open(options: RosterOptions): Promise<RosterKeeper> {
    const keeper = new RosterKeeper(options);
    await keeper.#work();
    return keeper;
  }

  /** The public key of the rosters, 32 bytes in hex. */
  get key(): string {
    return this.#log.key;
  }

  /**
   * The newest epoch of all proxies: nobody sees an older one here than was served elsewhere.
   * @throws CocoonError `unavailable` before the first, DatabaseError
   */
  async current(): Promise<Roster> {
    const head = await this.#refresh();
    if (!head) throw new CocoonError("unavailable");
    return head;
  }

  /** The last six, oldest first. */
  recent(): readonly SignedRoster[] {
    return this.#recent;
  }

  /** Headers from epoch `from` on, oldest first, a page at most. @throws DatabaseError */
  headers(from: number): Promise<SignedRoster[]> {
    return this.#log.headers(from, ROSTER_PAGE);
  }

  /** Tells each epoch that becomes the newest. Returns the function that ends it. */
  onRoster(listener: (roster: SignedRoster) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#working;
  }

  /** One look at a time: who asks while one is under way asks for a state that this look may have missed, so looks again. */
  async #refresh(): Promise<Roster | null> {
    await this.#refreshing?.catch(() => undefined);
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #look(): Promise<Roster | null> {
    const held = this.#head;
    if ((await this.#log.latestEpoch()) === (held?.header.epoch ?? 0)) return held;
    const head = await this.#log.latest();
    if (!head) return null;
    const recent = await this.#log.headers(Math.max(1, head.header.epoch - RECENT + 1), RECENT);
    const told = new Set(this.#recent.map(({ hash }) => hash));
    this.#recent = recent.filter(({ header }) => header.epoch <= head.header.epoch);
    this.#head = head;
    for (const roster of this.#recent)
      if (!told.has(roster.hash)) for (const listener of this.#listeners) listener(roster);
    return head;
  }

  /** The next moment at which something may be due. */
  #schedule(): void {
    const head = this.#head;
    if (!head) return;
    const dueMs = head.header.timeMs + this.#lifeOf(head) - this.#options.now();
    this.#workIn(Math.min(Math.max(0, dueMs), LOOK_EVERY_MS));
  }

  /** How long an epoch stands before the next one is due. */
  #lifeOf({ header }: SignedRoster): number {
    const { root, count } = this.#options.directory.index();
    const isTrue = header.root === root && header.count === count;
    return isTrue ? ROSTER_EPOCH_MS : this.#options.minEpochMs;
  }

  #workIn(waitMs: number): void {
    if (this.#closed) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // What comes while one is at work is looked at when it is done.
      this.#working ??= this.#work().finally(() => {
        this.#working = null;
      });
    }, waitMs);
    this.#timer.unref();
  }

  async #work(): Promise<void> {
    this.#tellUnlisted(this.#options.directory.index());
    try {
      const head = await this.#refresh();
      const isDue = !head || this.#options.now() >= head.header.timeMs + this.#lifeOf(head);
      if (isDue && (await this.#sign(head)) === "ahead") this.#workIn(LOOK_EVERY_MS);
      else this.#schedule();
    } catch (error) {
      const reason = error instanceof Error ? error.name : "unknown";
      this.#options.log("warn", "roster_not_written", { reason });
      this.#workIn(AGAIN_MS);
    }
  }

  /** Once, until all have a place again. */
  #tellUnlisted({ unlisted }: Index): void {
    const isFull = unlisted > 0;
    if (isFull && !this.#isFull) this.#options.log("warn", "roster_full", { unlisted });
    this.#isFull = isFull;
  }

  async #sign(before: SignedRoster | null): Promise<Appended> {
    const { directory, bus, now } = this.#options;
    const appended = await this.#log.append(before, directory.index(), now());
    await this.#refresh();
    if (appended === "appended") bus.publish(TOPIC, null);
    if (appended !== "passed") this.#tellClock(appended === "ahead");
    return appended;
  }

  /** Once, until it is right again; the other proxies sign meanwhile. */
  #tellClock(isAhead: boolean): void {
    const remedy = "this clock is over a minute ahead of Postgres'; set both by NTP";
    if (isAhead && !this.#isAhead) this.#options.log("error", "roster_clock_ahead", { remedy });
    this.#isAhead = isAhead;
  }
}
