import type { Network } from "../../network.ts";

/** One thing that goes wrong in a running network; afterwards the network is whole again. */
export interface Fault {
  readonly name: string;
  run(network: Network): Promise<void>;
}
