import { existsSync, readFileSync } from "node:fs";
import {
  encodeSimulatedPki,
  encodeSimulatedRoots,
  mintSimulatedPki,
  parseSimulatedPki,
  type SimulatedRoots,
} from "@cocoon/protocol/testing";
import type { ReferenceKeys } from "@cocoon/protocol/reference-values";
import type { Layout } from "./layout.ts";
import { writeWhole } from "./write-whole.ts";

/** The SIMULATED root of this one network, made once; its file holds a private key and is readable by its owner only. */
export async function ensureSimulatedPki({ pki }: Layout): Promise<SimulatedRoots> {
  if (!existsSync(pki)) writeWhole(pki, encodeSimulatedPki(await mintSimulatedPki()));
  return parseSimulatedPki(readFileSync(pki));
}

/**
 * What a verifier of this network is told: the root and the keys of the reference values. No measurement, for these values
 * approve the images here as they do in production.
 */
export function writeSimulatedRoots(
  { simulatedRoots: path }: Layout,
  { simulatedRoots }: SimulatedRoots,
  referenceKeys: ReferenceKeys,
): SimulatedRoots {
  const told = { simulatedRoots, measurements: [], referenceKeys };
  writeWhole(path, encodeSimulatedRoots(told));
  return told;
}
