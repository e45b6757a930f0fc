/** What is wrong with an answer (SPEC 5.9). Every code means: this is not the worker's answer from here on. */
export type ResponseErrorCode =
  /** Length, magic or attempt of the header. */
  | "malformed_header"
  /** The header names a key that was not sealed to. */
  | "unknown_key"
  /** Not the next frame, or a frame after the final one. */
  | "out_of_order"
  /** Not authentic: changed, moved, of another answer, or a final frame where none may be. */
  | "open_failed"
  /** Authentic, but against SPEC 5.5 to 5.7: the worker itself is wrong. */
  | "malformed_frame";

/** The answer can't be trusted from here on; what was opened before it stays authentic. */
export class ResponseError extends Error {
  override readonly name = "ResponseError";
  readonly code: ResponseErrorCode;

  constructor(code: ResponseErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
