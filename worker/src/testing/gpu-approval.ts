import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import type { VerifiedReferenceValues } from "@cocoon/protocol/reference-values";
import {
  developmentPolicy,
  mintSimulatedReferenceKeys,
  type SimulatedPki,
  simulatedGpuValue,
  simulatedReferenceValues,
  verifiedValues,
} from "@cocoon/protocol/testing";

/** What an asker judges workers by. */
export interface Approval {
  readonly policy: AppraisalPolicy;
  readonly referenceValues: VerifiedReferenceValues | null;
}

/** That of askers who demand a GPU, as those of the local network do; the GPUs are SIMULATED. */
export function gpuApproval(pki: SimulatedPki, nowMs: number): Approval {
  const minted = mintSimulatedReferenceKeys();
  const carried = simulatedReferenceValues(minted, {
    measurements: pki.measurements,
    gpus: [simulatedGpuValue()],
    models: [],
    version: 1,
    nowMs,
  });
  const roots = { ...pki, referenceKeys: minted.keys, simulatedGpuRoot: pki.gpu.rootSpkiSha256 };
  return { policy: developmentPolicy(roots), referenceValues: verifiedValues(carried, minted.keys, nowMs) };
}
