/** What a parser may throw on input; anything else is a fault of the parser. */
type TypedError = abstract new (...args: never) => Error;

/** One parser, by what it is given and what may come of it. */
export interface FuzzTarget {
  readonly name: string;
  /** Valid inputs: each is taken by `parse`, and inputs are made from them. */
  readonly samples: readonly Uint8Array[];
  /** Gives anything, or throws one of `errors`. */
  readonly parse: (bytes: Uint8Array<ArrayBuffer>) => unknown;
  /** None for what must never throw. */
  readonly errors: readonly TypedError[];
}

/** A fault: the input that shows it, and what it shows. */
export interface Finding {
  readonly target: string;
  /** Of the input, under the seed. */
  readonly number: number;
  readonly what: string;
  readonly input: Uint8Array;
}

/** An input that takes longer is a fault too: whoever sends it keeps a client, a proxy or a worker busy. */
const SLOW_MS = 1_000;
const TRIES = 3;

/** What is wrong with how a parser takes this input; null when nothing is. */
export async function faultOf(
  target: FuzzTarget,
  input: Uint8Array,
  slowMs: number = SLOW_MS,
): Promise<string | null> {
  for (let tries = 1; ; tries++) {
    const [startedMs, startedCpu] = [performance.now(), process.cpuUsage()];
    const error = await errorOf(target, input);
    if (error !== null) return error;
    const { user, system } = process.cpuUsage(startedCpu);
    const tookMs = Math.min(performance.now() - startedMs, (user + system) / 1000);
    if (tookMs <= slowMs) return null;
    // What the machine or the process did beside it is not the parser's fault: one quick try acquits it.
    if (tries === TRIES) return `took ${Math.round(tookMs)} ms on ${input.length} bytes`;
  }
}

async function errorOf({ parse, errors }: FuzzTarget, input: Uint8Array): Promise<string | null> {
  try {
    await parse(new Uint8Array(input));
    return null;
  } catch (error) {
    if (errors.some((typed) => error instanceof typed)) return null;
    return error instanceof Error ? `threw ${error.name}: ${error.message}` : `threw ${String(error)}`;
  }
}
