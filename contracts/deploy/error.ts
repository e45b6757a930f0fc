/** The command line or what it names is wrong: nothing was done. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The deployment can't go on; its sentence says what was done and what to do. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}
