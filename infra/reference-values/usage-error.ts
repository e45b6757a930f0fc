/** A command line, or a file that it names, can't be used; the message says why in one sentence. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What was asked for would deceive clients, or is not signed as it has to be. Exit code 1. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}
