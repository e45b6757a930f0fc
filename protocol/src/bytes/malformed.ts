/** Bytes or text that are not of the form a clause of SPEC.md demands. The message names the part, never its content. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
}

/** What `read` gives, or what `instead` does where the bytes are malformed; any other error is a fault and goes through. */
export function ifMalformed<T>(read: () => T, instead: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) return instead();
    throw error;
  }
}
