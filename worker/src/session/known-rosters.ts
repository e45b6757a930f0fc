import { toBase64Url } from "@cocoon/protocol/bytes";
import {
  checkRosterNotAhead,
  checkRosterOrder,
  isNamedBy,
  openRoster,
  ROSTER_EPOCH_MIN_MS,
  type RosterConflict,
  RosterError,
  type SignedRoster,
} from "@cocoon/protocol/roster";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";

const REMEMBERED = 6;
/** Proofs against a roster key; one is enough, a few tell when it began. */
const CONFLICTS_KEPT = 8;

/**
 * The signed rosters of the last six epochs (SPEC 7.8): a request must name one of them. One key, one roster for an epoch,
 * each following from the one before; what contradicts that is refused and kept, for it proves that clients are shown
 * different lists.
 */
export class KnownRosters {
  readonly #log: Log;
  readonly #clock: Pick<Clock, "now">;
  /** By epoch, all less than six epochs from the newest known; none contradicts its neighbours. */
  readonly #told = new Map<number, SignedRoster>();
  /** The first and last of the epochs without a gap that are known; proxies tell them in any order. 0 before the first. */
  #oldest = 0;
  #newest = 0;
  readonly #conflicts: RosterConflict[] = [];
  #key: string | null;

  /** @param key the roster key in hex that the operator names; null pins the first that a proxy shows */
  constructor(key: string | null, clock: Pick<Clock, "now">, log: Log) {
    this.#key = key;
    this.#clock = clock;
    this.#log = log;
  }

  /** Both signed headers of each contradiction seen. */
  get conflicts(): readonly RosterConflict[] {
    return this.#conflicts;
  }

  /** Whether an envelope may name it. @param hash in hex */
  has(hash: string): boolean {
    for (let epoch = this.#oldest; epoch <= this.#newest; epoch++)
      if (this.#told.get(epoch)?.hash === hash) return true;
    return false;
  }

  /**
   * Takes a signed header over. One that is refused changes nothing and is noted: envelopes that name it are refused too.
   * @throws RosterError roster_malformed, which no proxy sends by mistake
   */
  take(signed: Uint8Array): void {
    try {
      this.#add(openRoster(signed));
    } catch (error) {
      if (!(error instanceof RosterError) || error.code === "roster_malformed") throw error;
      this.#note(error);
    }
  }

  #add(roster: SignedRoster): void {
    const { key, epoch } = roster.header;
    checkRosterNotAhead(roster, this.#clock.now());
    this.#key ??= key;
    if (key !== this.#key) throw new RosterError("roster_key_changed");
    if (epoch <= this.#newest - REMEMBERED) throw new RosterError("roster_rolled_back");
    this.#checkNeighbours(roster);
    if (this.#isAfterAbsence(roster)) this.#oldest = this.#newest = epoch;
    this.#told.set(epoch, roster);
    this.#follow();
  }

  /**
   * Whether none of the epochs known can be among its last six; always so for the first. One header of a far epoch must not
   * make all that come rollbacks.
   * @throws RosterError roster_chain_broken when so many epochs cannot have passed
   */
  #isAfterAbsence({ header: { epoch, timeMs } }: SignedRoster): boolean {
    const newest = this.#told.get(this.#newest)?.header;
    if (!newest) return true;
    const missed = epoch - newest.epoch;
    if (missed < REMEMBERED) return false;
    if (missed * ROSTER_EPOCH_MIN_MS > timeMs - newest.timeMs) throw new RosterError("roster_chain_broken");
    return true;
  }

  /** Takes those for known that now stand next to a known one, and forgets what is older than six epochs. */
  #follow(): void {
    while (this.#told.has(this.#newest + 1)) this.#newest += 1;
    for (const epoch of this.#told.keys()) if (epoch <= this.#newest - REMEMBERED) this.#told.delete(epoch);
    this.#oldest = Math.max(this.#oldest, this.#newest - REMEMBERED + 1);
    while (this.#told.has(this.#oldest - 1)) this.#oldest -= 1;
  }

  /** @throws RosterError roster_equivocated with both headers */
  #checkNeighbours(roster: SignedRoster): void {
    const { epoch } = roster.header;
    const [before, same, after] = [-1, 0, 1].map((step) => this.#told.get(epoch + step));
    if (same) checkRosterOrder(same, roster);
    const contradicted = isNamedBy(before, roster) ? (isNamedBy(roster, after) ? undefined : after) : before;
    if (contradicted) throw new RosterError("roster_equivocated", { first: contradicted, second: roster });
  }

  /** Headers are public and hold nobody's secret: whoever reads the log can check the proof. */
  #note({ code, conflict }: RosterError): void {
    if (!conflict || this.#conflicts.length === CONFLICTS_KEPT)
      return this.#log("warn", "roster_refused", { code });
    this.#conflicts.push(conflict);
    const [first, second] = [conflict.first, conflict.second].map(({ signed }) => toBase64Url(signed));
    this.#log("error", "roster_refused", { code, first: first as string, second: second as string });
  }
}
