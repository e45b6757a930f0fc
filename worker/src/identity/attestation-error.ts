/** This machine can't attest itself, or nothing dates its evidence now. The sentence tells the worker's owner what to do. */
export class AttestationError extends Error {
  override readonly name = "AttestationError";
}
