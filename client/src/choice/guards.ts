import type { Guard, GuardSet } from "../store.ts";

/**
 * Guards (SPEC 7.4): the few machines that one account uses for one model. A proxy decides which nodes a client sees and
 * which attempts fail; without guards it could feign failure until the draw falls on a machine it controls. The first
 * draw is only as good as the first node list.
 */
export const GUARDS = 6;
const ABSENCE_MS = 7 * 24 * 60 * 60_000;
const BETWEEN_ADDITIONS_MS = 24 * 60 * 60_000;

/** The set with each guard's absence brought up to date; `live` are the chips verified now. */
export function observeGuards(set: GuardSet, live: ReadonlySet<string>, nowMs: number): GuardSet {
  const observe = (guard: Guard): Guard => ({
    chipId: guard.chipId,
    missingSinceMs: live.has(guard.chipId) ? null : (guard.missingSinceMs ?? nowMs),
  });
  return { ...set, guards: set.guards.map(observe) };
}

/** How many new machines may be drawn now: the whole set once, afterwards one a day, and only into a vacancy. */
export function vacancies(set: GuardSet | null, nowMs: number): number {
  if (!set) return GUARDS;
  if (nowMs - set.lastAddedMs < BETWEEN_ADDITIONS_MS) return 0;
  return set.guards.length < GUARDS || longestAbsent(set, nowMs) ? 1 : 0;
}

/** Adds what was drawn into the vacancies; a full set gives up the guard absent for longest. */
export function addGuards(set: GuardSet | null, drawn: readonly string[], nowMs: number): GuardSet {
  const added = drawn.map((chipId): Guard => ({ chipId, missingSinceMs: null }));
  if (!set) return { guards: added.slice(0, GUARDS), lastAddedMs: nowMs };
  const leaving = set.guards.length < GUARDS ? null : longestAbsent(set, nowMs);
  const staying = set.guards.filter((guard) => guard !== leaving);
  const room = Math.min(GUARDS - staying.length, vacancies(set, nowMs));
  return { guards: [...staying, ...added.slice(0, room)], lastAddedMs: nowMs };
}

/** The guard missing for longest, when that is the seven days after which it may be replaced. */
function longestAbsent(set: GuardSet, nowMs: number): Guard | null {
  const missing = set.guards.filter(({ missingSinceMs }) => missingSinceMs !== null);
  const [longest] = missing.sort((a, b) => (a.missingSinceMs ?? 0) - (b.missingSinceMs ?? 0));
  return longest && nowMs - (longest.missingSinceMs ?? nowMs) >= ABSENCE_MS ? longest : null;
}
