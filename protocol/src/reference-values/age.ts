import type { VerifiedReferenceValues } from "./verified-values.ts";

const DAY_MS = 86_400_000;
/** How far the clocks of who releases may run ahead of the reader's (SPEC 10.5). */
export const CLOCK_SKEW_MS = 5 * 60_000;
/** No policy accepts an older witness statement than this (SPEC 10.4). */
export const WITNESS_MAX_AGE_MS = 7 * DAY_MS;

/**
 * Whether values that were verified earlier are still good: a process may outlive them or their witness (SPEC 10.5).
 * @param witnessMaxAgeMs what the policy allows, never more than {@link WITNESS_MAX_AGE_MS}
 */
export const areCurrent = (
  { issuedMs, expiresMs, witnessedMs }: VerifiedReferenceValues,
  witnessMaxAgeMs: number,
  nowMs: number,
): boolean =>
  nowMs < expiresMs &&
  nowMs - witnessedMs <= Math.min(witnessMaxAgeMs, WITNESS_MAX_AGE_MS) &&
  // A clock that was set back must not lengthen their life.
  Math.max(issuedMs, witnessedMs) <= nowMs + CLOCK_SKEW_MS;
