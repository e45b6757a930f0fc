import { ROSTER_REASONS, type RosterReasonCode } from "./reasons.ts";
import type { SignedRoster } from "./header.ts";

/** Two signed headers that can't both belong to one honest chain: anyone can check them (SPEC 7.8). */
export interface RosterConflict {
  readonly first: SignedRoster;
  readonly second: SignedRoster;
}

/** A roster that is refused. */
export class RosterError extends Error {
  override readonly name = "RosterError";
  readonly code: RosterReasonCode;
  /** Of SPEC.md. */
  readonly clause: string;
  /** What proves it of who signed, where something does. */
  readonly conflict: RosterConflict | null;

  constructor(code: RosterReasonCode, conflict: RosterConflict | null = null) {
    const { clause, sentence } = ROSTER_REASONS[code];
    super(sentence);
    this.code = code;
    this.clause = clause;
    this.conflict = conflict;
  }
}

export function demand(holds: boolean, code: RosterReasonCode): asserts holds {
  if (!holds) throw new RosterError(code);
}
