import { isProblemCode, PROBLEMS, type ProblemAction, type ProblemCode } from "@cocoon/protocol/api";

const kind = (action: Exclude<ProblemAction, "reseal">, sentence: string) => ({ action, sentence });

/** Causes that only the client sees; what the proxy or a worker reports keeps its own code of SPEC 9. */
export const CLIENT_PROBLEMS = {
  invalid_option: kind("fix", "An option is not of its form."),
  network_failed: kind(
    "retry",
    "The proxy could not be reached; check the address and the connection, then try again.",
  ),
  answer_malformed: kind(
    "retry",
    "The proxy's answer is not of the form the API gives; try again or choose another proxy.",
  ),
  no_node_accepted: kind("stop", "No node was accepted; nothing was sent."),
  reference_values_refused: kind(
    "stop",
    "The signed list of approved images that the proxy carries was refused; nothing was sent.",
  ),
  registry_unreadable: kind(
    "retry",
    "The network's registry could not be read, and no reading of the last day is kept; nothing was sent.",
  ),
  registry_refused: kind(
    "stop",
    "The network's registry does not list what this proxy shows; nothing was sent.",
  ),
  roster_refused: kind("stop", "The node list that the proxy shows was refused; nothing was sent."),
  roster_key_changed: kind(
    "stop",
    "The proxy signs its node list with another key than the one first seen; nothing was sent. Ask its operator, and accept the new key only if they announced it.",
  ),
  guards_absent: kind(
    "stop",
    "None of the machines chosen for this model is online; nothing was sent. Wait for them, or agree to new ones.",
  ),
  quote_too_low: kind(
    "fix",
    "Every machine chosen for this model asks more than the quote; raise the quote.",
  ),
  manifest_mismatch: kind("stop", "The proxy served another model than the one asked for; nothing was sent."),
  stream_incomplete: kind(
    "retry",
    "The answer ended without its final frame, so it is incomplete; ask again.",
  ),
  stream_forged: kind(
    "stop",
    "The answer was not sealed by the worker it was asked of; it was discarded from there on.",
  ),
  receipt_forged: kind(
    "stop",
    "The answer's receipt is not signed by the machine that gave it; its cost can't be checked.",
  ),
  reseals_exhausted: kind(
    "retry",
    "The job was returned more than twice; nothing was charged. Try again later.",
  ),
  voucher_forgotten: kind(
    "stop",
    "The proxy does not know the newest voucher that this client signed, so its books are behind; nothing was sent. Wait, or ask its operator.",
  ),
  voucher_unknown: kind(
    "stop",
    "The proxy shows a voucher that this client did not sign; nothing was signed. Another copy of the payer key is in use.",
  ),
  voucher_too_high: kind(
    "stop",
    "The proxy asks for more than the receipts of this client's answers come to; nothing was signed.",
  ),
  voucher_of_another_escrow: kind(
    "stop",
    "The proxy asks for a signature for another escrow or network; nothing was signed.",
  ),
  voucher_malformed: kind(
    "stop",
    "The proxy asks for a signature that no honest one needs; nothing was signed.",
  ),
  payer_record_lost: kind(
    "stop",
    "This client's record of what its payer key has signed is gone, so nothing is signed; remove the key from the escrow by its owner's wallet.",
  ),
  aborted: kind("stop", "The request was cancelled."),
} as const satisfies Record<string, { action: ProblemAction; sentence: string }>;

export type ClientProblemCode = keyof typeof CLIENT_PROBLEMS;
export type ErrorCode = ProblemCode | ClientProblemCode;

/** What every call of the SDK throws: one subclass per action of the caller, one code per cause. */
export abstract class ClientError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The request is wrong and will stay wrong: change it. */
export class FixRequestError extends ClientError {
  override readonly name = "FixRequestError";
}

/** Nothing is wrong with the request: the same call may work later. */
export class RetryLaterError extends ClientError {
  override readonly name: string = "RetryLaterError";
}

/** The balance does not cover the request. */
export class PayError extends ClientError {
  override readonly name = "PayError";
}

/** Trying again would not help, or the person chose to end it. */
export class StopError extends ClientError {
  override readonly name = "StopError";
}

/** The answer broke off; `partialText` was delivered, authentic and charged, but it is not the whole answer. */
export class StreamInterruptedError extends RetryLaterError {
  override readonly name = "StreamInterruptedError";
  readonly partialText: string;

  constructor(code: ErrorCode, message: string, partialText: string) {
    super(code, message);
    this.partialText = partialText;
  }
}

const CLASSES = {
  fix: FixRequestError,
  retry: RetryLaterError,
  // What could not be resealed within the bound is, for the caller, something to try again.
  reseal: RetryLaterError,
  pay: PayError,
  stop: StopError,
} as const;

const actionOf = (code: ErrorCode): ProblemAction =>
  isProblemCode(code) ? PROBLEMS[code].action : CLIENT_PROBLEMS[code].action;

const sentenceOf = (code: ErrorCode): string =>
  isProblemCode(code) ? PROBLEMS[code].sentence : CLIENT_PROBLEMS[code].sentence;

/** The error of `code`, in the class of its action. `detail` is added in brackets. */
export function clientError(code: ErrorCode, detail?: string): ClientError {
  const message = detail ? `${sentenceOf(code)} (${detail})` : sentenceOf(code);
  return new CLASSES[actionOf(code)](code, message);
}

/**
 * Whether another seal to other workers can help: the worker or the proxy said so, SPEC 9. Never once text was delivered,
 * whatever they say: it is charged, and a second answer would follow the first one's beginning.
 */
export const wantsReseal = (error: unknown): error is ClientError =>
  error instanceof ClientError &&
  !(error instanceof StreamInterruptedError) &&
  isProblemCode(error.code) &&
  PROBLEMS[error.code].action === "reseal";
