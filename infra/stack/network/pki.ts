import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import {
  encodeSimulatedPki,
  encodeSimulatedRoots,
  mintSimulatedPki,
  parseSimulatedRoots,
  type SimulatedRoots,
} from "@cocoon/protocol/testing";
import type { Layout } from "./layout.ts";

/**
 * The SIMULATED root of this one network, made once; its private part is readable by its owner only. The public part is
 * written last, so that it never stands without the other.
 */
export async function ensureSimulatedPki({ pki, simulatedRoots }: Layout): Promise<SimulatedRoots> {
  if (!existsSync(simulatedRoots)) {
    const minted = await mintSimulatedPki();
    writeWhole(pki, encodeSimulatedPki(minted));
    writeWhole(simulatedRoots, encodeSimulatedRoots(minted));
  }
  return parseSimulatedRoots(readFileSync(simulatedRoots));
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
