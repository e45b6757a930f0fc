import type { Network, NetworkOptions } from "./network.ts";

/** What a scenario is given: networks of its own, stopped and deleted after it however it ends. */
export interface Stage {
  /** Starts one more network, in a folder and on ports of its own. */
  network(options?: NetworkOptions): Promise<Network>;
  /** Absolute folder for pictures of the mini-app's screens; null where nobody asked for them. */
  readonly shots: string | null;
  /** Tells the person who waits what is being done. */
  progress(line: string): void;
  /** A result, on standard output. */
  print(line: string): void;
}

/** A story told to real processes. It passes when `run` resolves; what `run` throws says why it failed. */
export interface Scenario {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}
