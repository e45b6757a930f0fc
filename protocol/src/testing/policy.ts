import { type AppraisalPolicy, parsePolicy, productionPolicy } from "../attestation/index.ts";
import { WITNESS_MAX_AGE_MS } from "../reference-values/index.ts";
import type { SimulatedRoots } from "./roots.ts";

/**
 * The policy of one local network: production's in every check but whose roots and reference values they are and which beacon. It
 * demands a GPU where the network has a simulated root of such.
 * @throws MalformedError for roots of an unknown product, and for one of AMD's own
 */
export const developmentPolicy = ({
  simulatedRoots,
  measurements,
  referenceKeys,
  simulatedGpuRoot,
}: SimulatedRoots): AppraisalPolicy =>
  parsePolicy(
    JSON.stringify({
      ...productionPolicy(),
      name: "development",
      roots: Object.entries(simulatedRoots).map(([product, spkiSha256]) => ({
        product,
        spkiSha256,
        class: "simulated",
      })),
      measurements,
      referenceValues: referenceKeys ? { ...referenceKeys, witnessMaxAgeMs: WITNESS_MAX_AGE_MS } : "none",
      beaconSources: ["simulated"],
      gpuTee: simulatedGpuRoot === undefined ? "any" : "require",
      gpuRoots: simulatedGpuRoot === undefined ? [] : [{ spkiSha256: simulatedGpuRoot, class: "simulated" }],
    }),
    { allowSimulated: true },
  );
