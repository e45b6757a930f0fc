import { type AppraisalPolicy, parsePolicy, productionPolicy } from "../attestation/index.ts";
import type { SimulatedRoots } from "./roots.ts";

/**
 * The policy of one local network: production's in every check but whose root it is, which image, which beacon, and that
 * no GPU is demanded, for the machine that it all runs on has none to attest.
 * @throws MalformedError for roots of an unknown product, and for one of AMD's own
 */
export const developmentPolicy = ({ simulatedRoots, measurements }: SimulatedRoots): AppraisalPolicy =>
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
      beaconSources: ["simulated"],
      gpuTee: "any",
    }),
    { allowSimulated: true },
  );
