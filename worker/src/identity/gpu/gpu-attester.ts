/** What one GPU states about itself, signed by a key of its own. */
export interface GpuEvidence {
  /** SPDM GET_MEASUREMENTS request ‖ response, as exact bytes. */
  readonly report: Uint8Array;
  /** Certificates in DER, the one that signs the report first. */
  readonly chain: readonly Uint8Array[];
}

/** Has every GPU of this machine attest itself. */
export interface GpuAttester {
  /** @param nonce 32 bytes that each report answers @returns one at least @throws AttestationError */
  evidence(nonce: Uint8Array): Promise<readonly GpuEvidence[]>;
}
