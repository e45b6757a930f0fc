import {
  buildEvidence,
  encodeDeviceEvidence,
  encodeKeyMaterial,
  gpuNonceOf,
} from "@cocoon/protocol/attestation";
import { generateEd25519 } from "@cocoon/protocol/bytes";
import { generateHpkeKeyPair } from "@cocoon/protocol/hpke";
import {
  developmentPolicy,
  mintSimulatedReferenceKeys,
  SimulatedAttester,
  SimulatedBeaconFeed,
  SimulatedGpus,
  type SimulatedPki,
  simulatedGpuValue,
  simulatedReferenceValues,
} from "@cocoon/protocol/testing";
import { OFFER } from "../../stub/model.ts";
import type { EvidenceCase } from "./case.ts";

/** The design's figure with one GPU: another chain of five certificates on P-384 and one more report. */
const GPU_BAR_MS = 9;
const LIFE_MS = 3_600_000;

/** Evidence of a processor and one GPU, both SIMULATED, with the signed list by which the GPU's firmware is judged. */
export async function gpuCase(pki: SimulatedPki): Promise<EvidenceCase> {
  const nowMs = Date.now();
  const minted = mintSimulatedReferenceKeys();
  const values = simulatedReferenceValues(minted, {
    measurements: pki.measurements,
    gpus: [simulatedGpuValue()],
    models: [],
    version: 1,
    nowMs,
  });
  return {
    name: "verify evidence with a GPU",
    bundle: await evidenceWithGpu(pki, nowMs),
    policy: developmentPolicy({
      ...pki,
      referenceKeys: minted.keys,
      simulatedGpuRoot: pki.gpu.rootSpkiSha256,
    }),
    referenceBundle: values,
    barMs: GPU_BAR_MS,
  };
}

async function evidenceWithGpu(pki: SimulatedPki, nowMs: number): Promise<Uint8Array<ArrayBuffer>> {
  const { publicKey: hpkePk } = await generateHpkeKeyPair();
  const keyMaterial = encodeKeyMaterial({
    hpkePk,
    signPk: generateEd25519().publicKey,
    createdMs: nowMs,
    expiresMs: nowMs + LIFE_MS,
    beacon: await new SimulatedBeaconFeed().latest(),
    models: [{ id: OFFER.model, manifest: OFFER.manifest }],
    gpu: { policy: "tee" },
    imageId: "bench",
  });
  const devices = await new SimulatedGpus(pki.gpu).evidence(gpuNonceOf(keyMaterial));
  const attester = new SimulatedAttester(pki, "bench-gpu");
  return buildEvidence({ attester, keyMaterial, deviceEvidence: encodeDeviceEvidence(devices) });
}
