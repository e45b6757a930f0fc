/** The command line, the environment or a settings file is wrong: exit code 2 and one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
