import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import type { PolicySettings } from "./settings.ts";

type Development = Extract<PolicySettings, { kind: "development" }>;

/**
 * The policy of a local network. The only place that reaches the testing code, and only when it runs: no bundle of the
 * SDK contains it.
 */
export async function loadDevelopmentPolicy(settings: Development): Promise<AppraisalPolicy> {
  const { developmentPolicy } = await import("@cocoon/protocol/testing");
  return developmentPolicy(settings);
}
