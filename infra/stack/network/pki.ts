import { existsSync, readFileSync } from "node:fs";
import {
  encodeSimulatedPki,
  encodeSimulatedRoots,
  mintSimulatedPki,
  parseSimulatedPki,
  type SimulatedPki,
  type SimulatedRoots,
} from "@cocoon/protocol/testing";
import { MalformedError } from "@cocoon/protocol/bytes";
import type { ReferenceKeys } from "@cocoon/protocol/reference-values";
import type { Layout } from "./layout.ts";
import { writeWhole } from "./write-whole.ts";

/**
 * The SIMULATED roots of this one network, of processors and of GPUs, made once; their file holds private keys and is readable by
 * its owner only. One that an older version has written in another form is made anew.
 */
export async function ensureSimulatedPki({ pki }: Layout): Promise<SimulatedPki> {
  const known = readPki(pki);
  if (known) return known;
  const minted = await mintSimulatedPki();
  writeWhole(pki, encodeSimulatedPki(minted));
  return minted;
}

function readPki(path: string): SimulatedPki | null {
  try {
    return existsSync(path) ? parseSimulatedPki(readFileSync(path)) : null;
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/**
 * What a verifier of this network is told: the roots and the keys of the reference values. No measurement, for these values
 * approve images and GPUs here as they do in production.
 */
export function writeSimulatedRoots(
  { simulatedRoots: path }: Layout,
  { simulatedRoots, gpu }: Pick<SimulatedPki, "simulatedRoots" | "gpu">,
  referenceKeys: ReferenceKeys,
): SimulatedRoots {
  const told = {
    simulatedRoots,
    measurements: [],
    referenceKeys,
    simulatedGpuRoot: gpu.rootSpkiSha256,
  };
  writeWhole(path, encodeSimulatedRoots(told));
  return told;
}
