/** Why a worker may not join, or stay: a code and a sentence for its operator. */
export class AdmissionError extends Error {
  override readonly name = "AdmissionError";
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
