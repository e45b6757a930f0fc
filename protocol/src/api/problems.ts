import { IDENTITY_PROBLEMS, MONEY_PROBLEMS } from "./money-problems.ts";
import { type ProblemAction, type ProblemKind, problem } from "./problem-kind.ts";

export type { ProblemAction, ProblemKind } from "./problem-kind.ts";

/** The closed union of codes of SPEC 9, each with its HTTP status, the caller's action and one sentence. */
export const PROBLEMS = {
  // The request itself
  malformed_request: problem(
    400,
    "fix",
    "The request is not of the form the API takes; correct the field it names.",
  ),
  malformed_envelope: problem(
    400,
    "fix",
    "The envelope's bytes are not of the form SPEC 4 gives; seal it again.",
  ),
  unsupported_suite: problem(400, "fix", "The envelope is of another version or suite; update the client."),
  unauthorized: problem(
    401,
    "fix",
    "The credential is missing, wrong, expired or revoked; send a valid one as a Bearer token.",
  ),
  not_found: problem(404, "fix", "There is nothing at this address; check the path against the API."),
  method_not_allowed: problem(405, "fix", "This address does not take that method."),
  body_too_large: problem(413, "fix", "The body is larger than the API takes; send less."),
  unsupported_media_type: problem(415, "fix", "The body's content type is not the one this address takes."),
  prompt_too_long: problem(
    413,
    "fix",
    "The conversation is longer than the model or the envelope takes; shorten it.",
  ),
  empty_prompt: problem(400, "fix", "The prompt is empty; write a question."),
  unknown_model: problem(
    404,
    "fix",
    "No worker serves this model; choose one of those that /v1/models lists.",
  ),
  unknown_candidate: problem(
    409,
    "reseal",
    "None of the envelope's workers is online; fetch the node list and seal again.",
  ),
  model_mismatch: problem(
    400,
    "fix",
    "A named worker does not serve the envelope's model; fetch the node list and seal again.",
  ),
  quote_below_price: problem(
    409,
    "reseal",
    "A named worker asks more than the quote; fetch prices and seal again.",
  ),
  ceiling_malformed: problem(
    400,
    "fix",
    "The price ceiling must be a positive amount of five significant bits; round it up.",
  ),
  deadline_passed: problem(
    400,
    "reseal",
    "The envelope's deadline has passed; seal it again with a later one.",
  ),
  deadline_too_far: problem(400, "fix", "The envelope's deadline lies too far ahead; choose a nearer one."),
  job_id_conflict: problem(409, "fix", "This job id already stands for other bytes; draw a new request id."),
  job_not_found: problem(404, "fix", "The account has no such job; check the id."),
  no_such_node: problem(404, "reseal", "That worker is not online; fetch the node list again."),
  // Money
  insufficient_balance: problem(
    402,
    "pay",
    "The balance does not cover the price ceiling; top up or lower the ceiling.",
  ),
  ceiling_too_low: problem(
    402,
    "fix",
    "The prompt alone costs more than the price ceiling; raise the ceiling or shorten it.",
  ),
  ...IDENTITY_PROBLEMS,
  ...MONEY_PROBLEMS,
  // The network
  rate_limited: problem(
    429,
    "retry",
    "Too many requests at once from this account; wait a moment and try again.",
  ),
  queue_full: problem(503, "retry", "Every worker is busy and the queue is full; try again in a moment."),
  stopping: problem(503, "retry", "This proxy is restarting; try again in a moment."),
  unavailable: problem(503, "retry", "A part of the network is out of reach; try again in a moment."),
  live_check_failed: problem(
    504,
    "reseal",
    "The worker did not answer a live check in time; choose another.",
  ),
  internal: problem(500, "retry", "The proxy failed; nothing was charged. Try again."),
  // How a job can end
  job_lost: problem(
    409,
    "retry",
    "The queue lost the job before it ran; nothing was charged. Send the same bytes again.",
  ),
  reseal_required: problem(
    409,
    "reseal",
    "No named worker can run the job any more; nothing was charged. Seal it again.",
  ),
  stream_interrupted: problem(
    502,
    "retry",
    "The worker was lost in mid-answer; only the delivered part was charged. Ask again.",
  ),
  deadline_exceeded: problem(
    504,
    "retry",
    "The deadline passed before the answer was complete; ask again with a later one.",
  ),
  cancelled: problem(409, "stop", "The job was cancelled."),
  // What a worker refuses before it opens (SPEC 4.9)
  unknown_key: problem(
    409,
    "reseal",
    "The worker does not hold the key the envelope names; fetch the node list again.",
  ),
  key_expired: problem(409, "reseal", "The worker's key has expired; fetch the node list and seal again."),
  roster_unknown: problem(
    409,
    "reseal",
    "The envelope names a node list the worker does not know; fetch it again.",
  ),
  replayed: problem(409, "fix", "The worker has already opened this envelope; seal a new one."),
  open_failed: problem(
    400,
    "fix",
    "The envelope does not open: it was changed or sealed wrongly; seal a new one.",
  ),
  body_mismatch: problem(400, "fix", "The envelope's body is not the one it commits to; seal a new one."),
  manifest_not_loaded: problem(
    409,
    "reseal",
    "The worker does not have that exact model loaded; seal to another.",
  ),
  quote_mismatch: problem(
    400,
    "fix",
    "Quote or ceiling inside the envelope differ from those outside; seal a new one.",
  ),
  engine_failed: problem(502, "retry", "The worker's engine failed; ask again."),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** A problem with its code; `detail` adds what a person needs and never contains their text, keys or counts. */
export class CocoonError extends Error {
  override readonly name = "CocoonError";
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail?: string) {
    super(detail ? `${PROBLEMS[code].sentence} (${detail})` : PROBLEMS[code].sentence);
    this.code = code;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  get action(): ProblemAction {
    return PROBLEMS[this.code].action;
  }
}

/** RFC 9457 problem details. */
export interface ProblemJson {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly action: ProblemAction;
  readonly retryable: boolean;
}

export function problemJson(error: CocoonError): ProblemJson {
  const { status, action, sentence } = PROBLEMS[error.code];
  return {
    type: `urn:cocoon:problem:${error.code}`,
    title: sentence,
    status,
    detail: error.message,
    code: error.code,
    action,
    retryable: action === "retry" || action === "reseal",
  };
}
