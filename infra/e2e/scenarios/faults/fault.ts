import type { Network } from "../../network.ts";

/** One thing that goes wrong in a running network; afterwards the network is whole again. */
export interface Fault {
  readonly name: string;
  /** @param tell what is worth knowing of how it went */
  run(network: Network, tell: (line: string) => void): Promise<void>;
}
