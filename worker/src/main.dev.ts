import { readFileSync } from "node:fs";
import { MalformedError } from "@cocoon/protocol/bytes";
import {
  parseSimulatedPki,
  SimulatedAttester,
  SimulatedBeaconFeed,
  type SimulatedPki,
} from "@cocoon/protocol/testing";
import { ConfigError } from "./config.ts";
import { gpuAttesterOf, tryGpu } from "./proof.ts";
import { runWorker } from "./run.ts";

/** Development: a SIMULATED chip, which follows from the worker's name, and a simulated chain. Neither protects anything. */
await runWorker((config, log) => {
  const path = config.COCOON_SIMULATED_PKI;
  if (path === undefined)
    throw new ConfigError([
      "COCOON_SIMULATED_PKI is missing: the simulated root that the local start writes",
    ]);
  log("warn", "SIMULATED", { part: "attestation", name: config.COCOON_WORKER_NAME });
  const gpu = gpuAttesterOf(config);
  return {
    attester: new SimulatedAttester(readPki(path), config.COCOON_WORKER_NAME),
    beacon: new SimulatedBeaconFeed(),
    gpu,
    imageId: config.COCOON_IMAGE_ID ?? "development",
    prepare: () => tryGpu(gpu),
  };
});

function readPki(path: string): SimulatedPki {
  try {
    return parseSimulatedPki(new Uint8Array(readFileSync(path)));
  } catch (error) {
    const fault = error instanceof MalformedError ? "is not of its form" : "can't be read";
    throw new ConfigError([`COCOON_SIMULATED_PKI names a file that ${fault}`]);
  }
}
