import { beaconHash } from "./beacon.ts";
import { encodeEvidenceBundle, type Freshness } from "./evidence-bundle.ts";
import { parseKeyMaterial } from "./key-material.ts";
import { nonceTree } from "./nonce-tree.ts";
import { reportDataOf } from "./report-data.ts";

/** What a machine's firmware and its makers state about it; `crl` is empty when there is none. */
export interface AttesterEvidence {
  readonly report: Uint8Array;
  readonly vek: Uint8Array;
  readonly ask: Uint8Array;
  readonly ark: Uint8Array;
  readonly crl: Uint8Array;
}

/** Makes reports: the processor's firmware, or a labelled simulation of it. */
export interface Attester {
  /** @param reportData 64 bytes that the report commits to. */
  report(reportData: Uint8Array): Promise<AttesterEvidence>;
}

export interface EvidenceSource {
  readonly attester: Attester;
  /** The exact bytes. */
  readonly keyMaterial: Uint8Array;
  /** GPU evidence; empty when there is none. */
  readonly deviceEvidence: Uint8Array;
}

/** Evidence that anyone may check at any time: as old as its key material's beacon at most (SPEC 2.7 mode 0). */
export async function buildEvidence(source: EvidenceSource): Promise<Uint8Array<ArrayBuffer>> {
  const { beacon } = parseKeyMaterial(source.keyMaterial);
  const value = beaconHash(beacon);
  return bundle(source, await attest(source, "beacon", value), { mode: "beacon", value });
}

/** One bundle per nonce, all over one report, so that live checks can't exhaust the attester (SPEC 2.8). */
export async function buildLiveEvidence(
  source: EvidenceSource,
  nonces: readonly Uint8Array[],
): Promise<Uint8Array<ArrayBuffer>[]> {
  const { root, paths } = nonceTree(nonces);
  const evidence = await attest(source, "nonce", root);
  return paths.map((path) => bundle(source, evidence, { mode: "nonce", value: root, path }));
}

const attest = (
  { attester, keyMaterial, deviceEvidence }: EvidenceSource,
  mode: Freshness["mode"],
  freshness: Uint8Array,
): Promise<AttesterEvidence> =>
  attester.report(reportDataOf({ mode, freshness, keyMaterial, deviceEvidence }));

const bundle = (
  { keyMaterial, deviceEvidence }: EvidenceSource,
  evidence: AttesterEvidence,
  freshness: Freshness,
): Uint8Array<ArrayBuffer> => encodeEvidenceBundle({ ...evidence, keyMaterial, deviceEvidence, freshness });
