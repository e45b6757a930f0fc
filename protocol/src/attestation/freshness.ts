import { equalBytes } from "../bytes/index.ts";
import { beaconHash } from "./beacon.ts";
import type { EvidenceBundle, Freshness } from "./evidence-bundle.ts";
import { type KeyMaterial, keyTimeFailure } from "./key-material.ts";
import { isNonceUnder } from "./nonce-tree.ts";
import type { AppraisalPolicy } from "./policy.ts";
import type { ReasonCode } from "./reasons.ts";

export interface FreshnessContext {
  readonly policy: AppraisalPolicy;
  readonly nowMs: number;
  /** The verifier's own nonce, when it asked with one. */
  readonly expectedNonce: Uint8Array | undefined;
}

/** Whether key and evidence are of now (SPEC 2.4, 2.7, 2.8); every failure. */
export function freshnessFailures(
  { freshness }: EvidenceBundle,
  material: KeyMaterial,
  { policy, nowMs, expectedNonce }: FreshnessContext,
): readonly ReasonCode[] {
  const keyTime = keyTimeFailure(material, nowMs);
  const beaconAllowed = policy.beaconSources.includes(material.beacon.source);
  return [
    ...(keyTime ? [keyTime] : []),
    ...(beaconAllowed ? [] : (["beacon_not_allowed"] as const)),
    ...modeFailures(freshness, material, expectedNonce),
  ];
}

/** Who asked with a nonce takes no answer without it; who asked without one can't know whose nonce an answer is for. */
function modeFailures(
  freshness: Freshness,
  { beacon }: KeyMaterial,
  expectedNonce: Uint8Array | undefined,
): readonly ReasonCode[] {
  if (freshness.mode === "nonce") {
    const answers =
      expectedNonce !== undefined && isNonceUnder(freshness.value, expectedNonce, freshness.path);
    return answers ? [] : ["nonce_mismatch"];
  }
  if (expectedNonce !== undefined) return ["nonce_mismatch"];
  return equalBytes(freshness.value, beaconHash(beacon)) ? [] : ["beacon_mismatch"];
}
