import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { manifestHash } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import { readReferenceManifest, readWitness, type ReferenceKeys } from "@cocoon/protocol/reference-values";
import {
  encodeSimulatedReferenceKeys,
  mintSimulatedReferenceKeys,
  parseSimulatedReferenceKeys,
  type SimulatedReferenceKeys,
  simulatedGpuValue,
  simulatedReferenceValues,
} from "@cocoon/protocol/testing";
import type { Layout } from "./layout.ts";
import type { ServedModel } from "./models.ts";
import { writeWhole } from "./write-whole.ts";

const DAY_MS = 86_400_000;
/** How often it is looked at: a machine that slept past a day is behind for an hour at most. */
const LOOK_MS = 3_600_000;

/** What one local network's reference values approve. */
export interface Approved {
  readonly measurements: readonly string[];
  readonly models: readonly ServedModel[];
}

/** The SIMULATED reference values of a running network. */
export interface PublishedValues {
  readonly keys: ReferenceKeys;
  /** Ends the renewal. */
  stop(): void;
}

/**
 * Signs this network's SIMULATED reference values and their witness, and again each day, as a release and its witness
 * would: no witness is good for longer than a week. What keeps a renewal from being written is told, and tried again.
 */
export function publishReferenceValues(
  layout: Layout,
  approved: Approved,
  progress: (line: string) => void,
): PublishedValues {
  const minted = ensureReferenceKeys(layout);
  writeReferenceValues(layout, minted, approved, Date.now());
  const timer = setInterval(() => {
    try {
      renewReferenceValues(layout, minted, approved, Date.now());
    } catch (error) {
      progress(`The simulated reference values can't be renewed: ${(error as Error).message}`);
    }
  }, LOOK_MS);
  timer.unref();
  return { keys: minted.keys, stop: () => clearInterval(timer) };
}

/** Writes them anew when a day has passed since they were, by the wall's clock; also when that was set back. */
export function renewReferenceValues(
  layout: Layout,
  minted: SimulatedReferenceKeys,
  approved: Approved,
  nowMs: number,
): void {
  const witness = readFileSync(join(layout.referenceValues, "witness.signed"));
  const ageMs = nowMs - readWitness(new Uint8Array(witness)).timeMs;
  if (ageMs < 0 || ageMs >= DAY_MS) writeReferenceValues(layout, minted, approved, nowMs);
}

/** Made once for a folder, so that what clients have kept of them stays true; readable by the owner only. */
function ensureReferenceKeys({ referenceKeys }: Layout): SimulatedReferenceKeys {
  if (!existsSync(referenceKeys))
    writeWhole(referenceKeys, encodeSimulatedReferenceKeys(mintSimulatedReferenceKeys()));
  return parseSimulatedReferenceKeys(readFileSync(referenceKeys));
}

/** The witness last: the proxy takes over no manifest that its witness does not speak of. */
export function writeReferenceValues(
  { referenceValues: folder }: Layout,
  minted: SimulatedReferenceKeys,
  { measurements, models }: Approved,
  nowMs: number,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const at = (name: string) => join(folder, name);
  const { manifest, witness } = simulatedReferenceValues(minted, {
    measurements,
    gpus: [simulatedGpuValue()],
    models: models.map(({ id, manifest: path }) => ({ id, manifest: manifestHash(readFileSync(path)) })),
    version: nextVersion(at("manifest.signed"), nowMs),
    nowMs,
  });
  writeWhole(at("manifest.signed"), manifest);
  writeWhole(at("witness.signed"), witness);
}

/** The time, but always above the version before, also when the clock was set back: else clients would see a rollback. */
function nextVersion(path: string, nowMs: number): number {
  try {
    const { version } = readReferenceManifest(new Uint8Array(readFileSync(path)));
    return Math.max(nowMs, version + 1);
  } catch (error) {
    if (error instanceof MalformedError || (error as NodeJS.ErrnoException).code === "ENOENT") return nowMs;
    throw error;
  }
}
