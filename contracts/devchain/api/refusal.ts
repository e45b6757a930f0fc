/** An answer of `ok: false`: a status, and one sentence that says what to do. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A parameter is missing or not of its form. */
export const malformed = (message: string): Refusal => new Refusal(422, message);
