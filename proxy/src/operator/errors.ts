/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Refused for a reason that one sentence says. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
