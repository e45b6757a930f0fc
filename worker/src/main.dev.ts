import { readFileSync } from "node:fs";
import { MalformedError } from "@cocoon/protocol/bytes";
import {
  parseSimulatedPki,
  SimulatedAttester,
  SimulatedGpus,
  type SimulatedPki,
} from "@cocoon/protocol/testing";
import { type Config, ConfigError } from "./config.ts";
import { TonBeaconFeed } from "./identity/ton-beacon.ts";
import { gpuAttesterOf, tryGpu } from "./proof.ts";
import { runWorker } from "./run.ts";

/** Development: a SIMULATED chip, which follows from the worker's name, GPU and chain. None of them protects anything. */
await runWorker((config, log) => {
  const { path, chainApi } = readSimulated(config);
  log("warn", "SIMULATED", { part: "attestation and TON chain", name: config.COCOON_WORKER_NAME });
  const pki = readPki(path);
  const gpu = gpuAttesterOf(config) ?? new SimulatedGpus(pki.gpu);
  return {
    attester: new SimulatedAttester(pki, config.COCOON_WORKER_NAME),
    beacon: new TonBeaconFeed(chainApi, "simulated"),
    gpu,
    imageId: config.COCOON_IMAGE_ID ?? "development",
    prepare: () => tryGpu(gpu),
  };
});

function readSimulated({ COCOON_SIMULATED_PKI: path, COCOON_TON_API: chainApi }: Config) {
  if (path !== undefined && chainApi !== undefined) return { path, chainApi };
  throw new ConfigError([
    ...(path === undefined
      ? ["COCOON_SIMULATED_PKI is missing: the simulated root that the local start writes"]
      : []),
    ...(chainApi === undefined ? ["COCOON_TON_API is missing: the simulated chain of the local start"] : []),
  ]);
}

function readPki(path: string): SimulatedPki {
  try {
    return parseSimulatedPki(new Uint8Array(readFileSync(path)));
  } catch (error) {
    const fault = error instanceof MalformedError ? "is not of its form" : "can't be read";
    throw new ConfigError([`COCOON_SIMULATED_PKI names a file that ${fault}`]);
  }
}
