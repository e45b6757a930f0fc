import type { Network } from "../network.ts";
import type { Scenario } from "../scenario.ts";
import type { Fault } from "./faults/fault.ts";
import { badEnvelopes, badMachines, badQuestions, badRequests, badWorkers } from "./faults/input.ts";
import { proxyDiesInMidStream, proxyDiesWithAJobWaiting } from "./faults/proxy.ts";
import { redisDiesWithJobsWaiting, redisForgets } from "./faults/redis.ts";
import { workerDiesBeforeItsFirstFrame, workerDiesInMidStream } from "./faults/workers.ts";

const FAULTS: readonly Fault[] = [
  badQuestions,
  badMachines,
  badEnvelopes,
  badRequests,
  badWorkers,
  workerDiesBeforeItsFirstFrame,
  workerDiesInMidStream,
  proxyDiesInMidStream,
  proxyDiesWithAJobWaiting,
  redisDiesWithJobsWaiting,
  redisForgets,
];

/** Shorter than in production, so that what was lost is found within seconds; frames slow enough to be cut between. */
const SETTINGS = {
  proxyEnv: { COCOON_LEASE_TTL_MS: "3000", COCOON_TAKE_OVER_MS: "2000" },
  workerEnv: { COCOON_TICK_MS: "400" },
  endless: true,
};

/** Everything breaks once, on one network, and each time it ends in an answer or a clear error, with nothing held. */
export const faults: Scenario = {
  name: "faults",
  async run(stage) {
    const network = await stage.network(SETTINGS);
    for (const fault of FAULTS) {
      stage.progress(fault.name);
      await named(fault, network, (line) => stage.progress(`  ${line}`));
    }
  },
};

/** Which fault a failure belongs to is the first thing to know of it. */
async function named(fault: Fault, network: Network, tell: (line: string) => void): Promise<void> {
  try {
    await fault.run(network, tell);
  } catch (error) {
    throw new Error(`${fault.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
