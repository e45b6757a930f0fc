import {
  type Attester,
  type AttesterEvidence,
  buildEvidence,
  buildLiveEvidence,
  encodeDeviceEvidence,
  encodeKeyMaterial,
  type EvidenceBundle,
  encodeEvidenceBundle,
  gpuNonceOf,
  type KeyMaterial,
  keyIdOf,
  parseEvidenceBundle,
} from "../attestation/index.ts";
import { SimulatedBeaconFeed, type SimulatedGpus } from "../testing/index.ts";
import { fixedBytes, NOW_MS } from "./fixtures.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export const HOUR_MS = 3_600_000;

/** Key material of a worker that started at {@link NOW_MS}, but for what `changes` says. */
export const fixedKeyMaterial = async (changes: Partial<KeyMaterial> = {}): Promise<Bytes> =>
  encodeKeyMaterial({
    hpkePk: fixedBytes("evidence hpke key", 1216),
    signPk: fixedBytes("evidence signing key", 32),
    createdMs: NOW_MS,
    expiresMs: NOW_MS + HOUR_MS,
    beacon: await new SimulatedBeaconFeed(() => NOW_MS).latest(),
    models: [{ id: "demo", manifest: "ab".repeat(32) }],
    gpu: { policy: "none" },
    imageId: "worker-1",
    ...changes,
  });

/** A worker's evidence, as anyone may check it and as it answers nonces. */
export interface FixedWorker {
  readonly keyId: Bytes;
  readonly evidence: Bytes;
  live(nonces: readonly Uint8Array[]): Promise<Bytes[]>;
}

export async function fixedWorker(
  attester: Attester,
  changes: Partial<KeyMaterial> = {},
  gpus: SimulatedGpus | null = null,
): Promise<FixedWorker> {
  const keyMaterial = await fixedKeyMaterial(changes);
  const devices = gpus ? await gpus.evidence(gpuNonceOf(keyMaterial)) : [];
  const source = { attester, keyMaterial, deviceEvidence: encodeDeviceEvidence(devices) };
  return {
    keyId: keyIdOf(keyMaterial),
    evidence: await buildEvidence(source),
    live: (nonces) => buildLiveEvidence(source, nonces),
  };
}

/** The bundle with some of its parts exchanged. */
export const withParts = (bundle: Uint8Array, parts: Partial<EvidenceBundle>): Bytes =>
  encodeEvidenceBundle({ ...parseEvidenceBundle(bundle), ...parts });

/** The parts that an attester gives, by name. */
export const ATTESTER_PARTS = [
  "report",
  "vek",
  "ask",
  "ark",
  "crl",
] as const satisfies readonly (keyof AttesterEvidence)[];
