/** What can be wrong with an answer of the key service, in words that follow "because". */
const FAULTS = {
  throttled: "it wants to be asked less often",
  failing: "it answers with an error of its own",
  refused: "it does not know what it is asked for",
  unreachable: "it can't be reached, or breaks off",
  silent: "it does not answer within 10 seconds",
  oversized: "it answers with too many bytes",
  unusable: "it answers with something else",
} as const;
export type KdsFault = keyof typeof FAULTS;

/** AMD's key service did not give what was asked for. */
export class KdsError extends Error {
  override readonly name = "KdsError";
  readonly fault: KdsFault;
  /** How long it wants to be left alone; 0 when it doesn't say. */
  readonly retryAfterMs: number;

  constructor(fault: KdsFault, { detail = "", retryAfterMs = 0 } = {}) {
    super(detail === "" ? FAULTS[fault] : `${FAULTS[fault]} (${detail})`);
    this.fault = fault;
    this.retryAfterMs = retryAfterMs;
  }
}
