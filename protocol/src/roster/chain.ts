import { type Ed25519Verifier, verifyEd25519 } from "../bytes/index.ts";
import { openRoster, type SignedRoster } from "./header.ts";
import { demand, RosterError } from "./roster-error.ts";

/** A chain over more epochs than these is not fetched (SPEC 7.8): it would be more than 32 answers of about 90 KB. */
export const ROSTER_CATCH_UP = 8192;
/** So long an epoch lasts on average, or clients take no chain on trust. */
export const ROSTER_PACE_MS = 30_000;
/** Headers in one answer. */
export const ROSTER_PAGE = 256;
/** A list that has not changed is signed anew this often, so that an old one is told from the current one. */
export const ROSTER_EPOCH_MS = 10 * 60_000;
/** No network signs epochs closer together than this. */
export const ROSTER_EPOCH_MIN_MS = 100;
/** How old a roster may be: a proxy that is away for an epoch or two harms nobody. */
export const ROSTER_MAX_AGE_MS = 3 * ROSTER_EPOCH_MS;
/** How far a proxy's clock may run ahead. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** @throws RosterError roster_not_yet_valid */
export function checkRosterNotAhead({ header: { timeMs } }: SignedRoster, nowMs: number): void {
  demand(timeMs <= nowMs + CLOCK_SKEW_MS, "roster_not_yet_valid");
}

/** @throws RosterError roster_not_yet_valid, roster_stale */
export function checkRosterTime(roster: SignedRoster, nowMs: number): void {
  checkRosterNotAhead(roster, nowMs);
  demand(nowMs - roster.header.timeMs <= ROSTER_MAX_AGE_MS, "roster_stale");
}

/**
 * Whether `next` may come after what was `seen`: the same key, no earlier epoch, and no second header of one epoch.
 * @throws RosterError roster_key_changed, roster_rolled_back, roster_equivocated with both headers
 */
export function checkRosterOrder(seen: SignedRoster, next: SignedRoster): void {
  demand(next.header.key === seen.header.key, "roster_key_changed");
  demand(next.header.epoch >= seen.header.epoch, "roster_rolled_back");
  if (next.header.epoch === seen.header.epoch && next.hash !== seen.hash)
    throw new RosterError("roster_equivocated", { first: seen, second: next });
}

/**
 * How many headers stand between; null for more than are fetched, when key, epoch and time must do. So many epochs must have
 * had their time, or one header of a far epoch would hide at once that its chain is another.
 * @throws RosterError roster_chain_broken
 */
export function epochsToFollow(
  { header: seen }: SignedRoster,
  { header: head }: SignedRoster,
): number | null {
  const missed = head.epoch - seen.epoch - 1;
  if (missed <= ROSTER_CATCH_UP) return missed;
  demand(missed * ROSTER_PACE_MS <= head.timeMs - seen.timeMs, "roster_chain_broken");
  return null;
}

/**
 * Whether the headers lead from what was seen to `head`, one epoch after the other, each naming the hash of the one
 * before. Those between need no signature of their own: the head's hash chain holds them. Where the chain leaves out what
 * was seen, its first header is signed proof of that.
 * @throws RosterError roster_chain_broken, roster_signature, roster_equivocated with both headers
 */
export function checkRosterChain(
  seen: SignedRoster,
  between: readonly SignedRoster[],
  head: SignedRoster,
  verify: Ed25519Verifier = verifyEd25519,
): void {
  const chain = [...between, head];
  for (let at = chain.length - 1; at > 0; at--)
    demand(
      isNext(chain[at - 1] as SignedRoster, chain[at] as SignedRoster) && isNamedBy(chain[at - 1], chain[at]),
      "roster_chain_broken",
    );
  const first = chain[0] as SignedRoster;
  demand(isNext(seen, first), "roster_chain_broken");
  if (!isNamedBy(seen, first))
    throw new RosterError("roster_equivocated", { first: seen, second: openRoster(first.signed, verify) });
}

const isNext = ({ header: before }: SignedRoster, { header: after }: SignedRoster): boolean =>
  after.epoch === before.epoch + 1 && after.key === before.key && after.timeMs >= before.timeMs;

/** Whether `after`, the next epoch's header, names `before`; true where either is unknown. */
export const isNamedBy = (before: SignedRoster | undefined, after: SignedRoster | undefined): boolean =>
  !before || !after || after.header.previous === before.hash;
