import { PROBLEMS, type ProblemCode } from "../api/index.ts";

/** Why a worker does not run an envelope, in the order of the checks of SPEC 4.9. */
export const REFUSALS = [
  "malformed_envelope",
  "unsupported_suite",
  "unknown_key",
  "key_expired",
  "deadline_passed",
  "roster_unknown",
  "replayed",
  "open_failed",
  "body_mismatch",
  "malformed_request",
  "manifest_not_loaded",
  "quote_mismatch",
  "quote_below_price",
  "prompt_too_long",
  "ceiling_too_low",
] as const satisfies readonly ProblemCode[];
export type RefusalCode = (typeof REFUSALS)[number];

/** The envelope is not run here. Its message never says what was inside. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(PROBLEMS[code].sentence);
    this.code = code;
  }
}
