import { encodeDeviceEvidence, type GpuContext, type GpuEvidence } from "../attestation/index.ts";
import type { ReferenceBundle, ReferenceKeys } from "../reference-values/index.ts";
import {
  mintSimulatedGpuPki,
  mintSimulatedReferenceKeys,
  type SimulatedDevice,
  type SimulatedGpuPki,
  SimulatedGpus,
  simulatedGpuValue,
  simulatedReferenceValues,
  verifiedValues,
} from "../testing/index.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A network's simulated root of GPUs, and the reference values that approve what they run. */
export interface GpuNetwork {
  readonly pki: SimulatedGpuPki;
  readonly keys: ReferenceKeys;
  readonly bundle: ReferenceBundle;
  /** All that device evidence is appraised with. */
  readonly context: GpuContext;
  devices(...deviations: Partial<SimulatedDevice>[]): Promise<readonly GpuEvidence[]>;
  /** The same, as it travels. */
  evidence(...deviations: Partial<SimulatedDevice>[]): Promise<Bytes>;
}

export const GPU_NONCE = fixedBytes("gpu nonce", 32);

export async function gpuNetwork(): Promise<GpuNetwork> {
  const pki = await mintSimulatedGpuPki();
  const minted = mintSimulatedReferenceKeys();
  const bundle = simulatedReferenceValues(minted, {
    measurements: [],
    gpus: [simulatedGpuValue()],
    models: [],
    version: 1,
    nowMs: NOW_MS,
  });
  const devices = (...deviations: Partial<SimulatedDevice>[]) =>
    new SimulatedGpus(pki, deviations.length > 0 ? deviations : [{}]).evidence(GPU_NONCE);
  return {
    pki,
    keys: minted.keys,
    bundle,
    context: {
      roots: [{ spkiSha256: pki.rootSpkiSha256, class: "simulated" }],
      nonce: GPU_NONCE,
      nowMs: NOW_MS,
      values: verifiedValues(bundle, minted.keys, NOW_MS),
      required: true,
    },
    devices,
    evidence: async (...deviations) => encodeDeviceEvidence(await devices(...deviations)),
  };
}
