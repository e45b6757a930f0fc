import type { GpuEvidence } from "@cocoon/protocol/attestation";

/** Has every GPU of this machine attest itself. */
export interface GpuAttester {
  /** @param nonce 32 bytes that each report answers @returns one at least @throws AttestationError */
  evidence(nonce: Uint8Array): Promise<readonly GpuEvidence[]>;
}
