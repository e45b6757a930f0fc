const SENTENCES = {
  unreachable: "the TON endpoint can't be reached",
  timeout: "the TON endpoint did not answer in time",
  rate_limited: "the TON endpoint takes no more requests for now; use an API key",
  refused: "the TON endpoint refused the request",
  malformed: "the TON endpoint's answer is not of the form it should be",
  too_large: "the TON endpoint's answer is larger than any sensible one",
  method_failed: "a get method ended with an error",
} as const;

export type ChainErrorCode = keyof typeof SENTENCES;

/** A call to TON failed. Carries nothing of the answer, which is a stranger's text. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly code: ChainErrorCode;

  constructor(code: ChainErrorCode) {
    super(SENTENCES[code]);
    this.code = code;
  }
}
