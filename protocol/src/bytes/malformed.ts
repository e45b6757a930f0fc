/** Bytes or text that are not of the form a clause of SPEC.md demands. The message names the part, never its content. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
}
