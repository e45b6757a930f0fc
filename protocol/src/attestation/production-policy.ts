import { AMD_ROOTS } from "./amd-roots.ts";
import { WITNESS_MAX_AGE_MS } from "../reference-values/age.ts";
import type { ReferenceKeys } from "../reference-values/index.ts";
import { NVIDIA_ROOTS } from "./gpu/roots.ts";
import type { AppraisalPolicy } from "./policy.ts";
import type { Product } from "./products.ts";

/** EPYC Milan's hardware root seed can be read out by software, so that reports of it can be forged (SPEC 3.11). */
const ACCEPTED: readonly Product[] = ["Genoa", "Turin"];

/**
 * Whose reference values a build for production takes, the newest last: a constant of the build, which no setting, file or
 * proxy can add to. Nobody has published an image yet, so there are none (docs/decisions/0011).
 */
const PINNED_REFERENCE_KEYS: readonly ReferenceKeys[] = [];

/** @returns "none" while nobody is pinned: then nothing but the policy's own list approves an image */
export function pinnedReferenceValues(
  pinned: readonly ReferenceKeys[] = PINNED_REFERENCE_KEYS,
): AppraisalPolicy["referenceValues"] {
  const newest = pinned.at(-1);
  return newest ? { ...newest, witnessMaxAgeMs: WITNESS_MAX_AGE_MS } : "none";
}

/**
 * The policy of everyone who names no other: AMD's own roots only, and every check that today's machines can pass.
 * No worker image and no GPU has a published reference value yet, so it approves nobody; what is missing is a measurement,
 * not a looser rule.
 */
export const productionPolicy = (): AppraisalPolicy => ({
  name: "production",
  roots: AMD_ROOTS.filter(({ product }) => ACCEPTED.includes(product)),
  products: [...ACCEPTED],
  // A provider's key names no chip: a client could not tell ten workers on one machine from ten machines.
  signingKeys: ["VCEK"],
  chipIdentity: "require",
  // A client can't fetch the list itself; evidence without one could hide that its intermediate is revoked.
  crl: "require",
  crlMaxAgeMs: "any",
  minReportVersion: 3,
  minTcb: [
    // Microcode levels count per CPU model. These are the levels with the microcode loader repaired (CVE-2024-56161).
    {
      product: "Genoa",
      models: { from: 0x10, to: 0x1f },
      tcb: { fmc: 0, bootloader: 10, tee: 0, snp: 23, microcode: 84 },
    },
    {
      product: "Genoa",
      models: { from: 0xa0, to: 0xaf },
      tcb: { fmc: 0, bootloader: 10, tee: 0, snp: 23, microcode: 27 },
    },
    { product: "Turin", models: "any", tcb: { fmc: 1, bootloader: 1, tee: 1, snp: 4, microcode: 82 } },
  ],
  minFirmware: [
    // The first that can check memory for aliases.
    { product: "Genoa", major: 1, minor: 55, build: 38 },
    { product: "Turin", major: 1, minor: 58, build: 0 },
  ],
  minGuestAbi: "any",
  provisionalFirmware: "forbid",
  debug: "forbid",
  migrationAgentAllowed: "forbid",
  migrationAgentBound: "forbid",
  cxl: "forbid",
  // Clouds share cores between threads; the value is published with the node rather than refused.
  guestSmt: "any",
  platformSmt: "any",
  tio: "forbid",
  unknownPlatformBits: "forbid",
  aliasCheck: "require",
  ciphertextHiding: "any",
  vmpl: [0],
  measurements: [],
  referenceValues: pinnedReferenceValues(),
  hostData: "00".repeat(32),
  idKeyDigests: "any",
  authorKeyDigests: "any",
  minGuestSvn: "any",
  launchMitigations: "any",
  chipIds: "any",
  cspIds: "any",
  gpuTee: "require",
  gpuRoots: [...NVIDIA_ROOTS],
  beaconSources: ["ton"],
});
