/** Something the person at the terminal can act on: its message is one sentence saying what happened and what to do. */
export class StackError extends Error {
  override readonly name = "StackError";
}
