import type { Figure } from "./figure.ts";

/** What a suite runs with. */
export interface SuiteContext {
  /** Fewer samples, so that all suites together end in 90 s on two busy cores. */
  readonly quick: boolean;
  /** A folder of this suite's own; gone when the program ends. */
  readonly folder: string;
  /** Where the proxy is to leave a CPU profile; null for none. */
  readonly profileFolder: string | null;
  /** Says what is going on. */
  readonly progress: (line: string) => void;
}

/** Measures one part of the network. Must stop every process it started before it resolves or throws. */
export type Suite = (context: SuiteContext) => Promise<Figure[]>;

/** Something that a figure rests on did not happen; figures of such a run would mean nothing. */
export class BenchError extends Error {
  override readonly name = "BenchError";
}
