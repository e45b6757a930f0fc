import { toBase64Url } from "@cocoon/protocol/bytes";
import {
  checkRosterOrder,
  isNamedBy,
  openRoster,
  type RosterConflict,
  RosterError,
  type SignedRoster,
} from "@cocoon/protocol/roster";
import type { Log } from "../log.ts";

const REMEMBERED = 6;
/** Proofs against a roster key; one is enough, a few tell when it began. */
const CONFLICTS_KEPT = 8;

/**
 * The signed rosters of the last six epochs (SPEC 7.8): a request must name one of them. One key, one roster for an epoch;
 * what contradicts that is refused and kept, for it proves that clients are shown different lists.
 */
export class KnownRosters {
  readonly #log: Log;
  readonly #byEpoch = new Map<number, SignedRoster>();
  readonly #conflicts: RosterConflict[] = [];
  #key: string | null;

  /** @param key the roster key in hex that the operator names; null pins the first that a proxy shows */
  constructor(key: string | null, log: Log) {
    this.#key = key;
    this.#log = log;
  }

  /** Both signed headers of each contradiction seen. */
  get conflicts(): readonly RosterConflict[] {
    return this.#conflicts;
  }

  /** Whether an envelope may name it. @param hash in hex */
  has(hash: string): boolean {
    return [...this.#byEpoch.values()].some((roster) => roster.hash === hash);
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
    this.#key ??= key;
    if (key !== this.#key) throw new RosterError("roster_key_changed");
    const newest = Math.max(0, ...this.#byEpoch.keys());
    if (epoch <= newest - REMEMBERED) throw new RosterError("roster_rolled_back");
    this.#checkNeighbours(roster);
    this.#byEpoch.set(epoch, roster);
    for (const known of this.#byEpoch.keys())
      if (known <= Math.max(newest, epoch) - REMEMBERED) this.#byEpoch.delete(known);
  }

  /** @throws RosterError roster_equivocated with both headers */
  #checkNeighbours(roster: SignedRoster): void {
    const { epoch } = roster.header;
    const [before, same, after] = [-1, 0, 1].map((step) => this.#byEpoch.get(epoch + step));
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
