import { MalformedError } from "../bytes/index.ts";
import type { RecordType } from "./records.ts";

/** (DELTA | TOOL | USAGE)* ERROR? RECEIPT END, each of the last three at most once (SPEC 5.7). */
const STAGES: Readonly<Record<RecordType, number>> = {
  delta: 0,
  tool: 0,
  usage: 0,
  error: 1,
  receipt: 2,
  end: 3,
};

/** Holds the order of records; the same rule for who writes and who reads. */
export class RecordOrder {
  #stage = 0;

  get isComplete(): boolean {
    return this.#stage > STAGES.end;
  }

  /** @throws MalformedError */
  accept(type: RecordType): void {
    const stage = STAGES[type];
    const inOrder = stage >= this.#stage && (type !== "end" || this.#stage === STAGES.end);
    if (!inOrder) throw new MalformedError(`${type} record stands where none may`);
    // What may stand only once moves on behind itself.
    this.#stage = stage === 0 ? 0 : stage + 1;
  }
}
