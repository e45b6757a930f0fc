import type { Nanoton } from "../money/index.ts";

/** Why an answer ended (SPEC 6.3): "ceiling" is where the next token would have cost more than allowed. */
export const FINISHES = ["stop", "length", "ceiling", "cancelled", "error"] as const;
export type Finish = (typeof FINISHES)[number];

/** What a worker signs for settlement: all that leaves the sealed stream about what a job cost (SPEC 6.5). */
export interface OuterReceipt {
  /** T in hex: exactly this request under exactly these candidates. */
  readonly requestHash: string;
  /** key_id in hex of the worker that answered. */
  readonly keyId: string;
  /** 1 for the first lease. */
  readonly attempt: number;
  /** In hex. */
  readonly modelManifest: string;
  /** "prompt/cached/output", nanoton per million tokens each (SPEC 6.1). */
  readonly quote: string;
  /** Rounded to five significant bits (SPEC 6.4). */
  readonly costNanoton: Nanoton;
}

/** The cost so far, good once the proxy has relayed frame `seq` (SPEC 6.6). */
export interface RunningReceipt extends OuterReceipt {
  readonly seq: number;
}

/** The exact account of an answer, for its asker alone: it travels inside the sealed stream (SPEC 6.3). */
export interface UsageReceipt {
  readonly requestHash: string;
  readonly keyId: string;
  readonly attempt: number;
  readonly modelManifest: string;
  readonly quote: string;
  /** How many frames came before the one that begins to carry this receipt. */
  readonly frames: number;
  /** SHA-256 over those frames as sent, in hex. */
  readonly responseHash: string;
  readonly promptTokens: number;
  /** A part of `promptTokens`. */
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** Exact, not rounded. */
  readonly costNanoton: Nanoton;
  readonly finish: Finish;
  /** Unix milliseconds on the worker's clock. */
  readonly startedMs: number;
  readonly endedMs: number;
}
