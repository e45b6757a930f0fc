import type { Beacon, BeaconFeed } from "../attestation/index.ts";
import { label, sha256, toHex, u32 } from "../bytes/index.ts";

const BLOCK_MS = 5_000;

/** SIMULATED chain: its block hashes follow from their numbers, so they prove no age. */
export class SimulatedBeaconFeed implements BeaconFeed {
  readonly #clock: () => number;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  latest(): Promise<Beacon> {
    const seqno = Math.floor(this.#clock() / BLOCK_MS);
    const rootHash = toHex(sha256(label("cocoon/v1 simulated block"), u32(seqno)));
    return Promise.resolve({ source: "simulated", seqno, rootHash });
  }
}
