import { type AppraisalPolicy, parsePolicy, productionPolicy } from "@cocoon/protocol/attestation";
import { type Config, ConfigError, readSettingFile } from "./config.ts";
import { runProxy } from "./run.ts";

/** Only AMD's roots, and no way to name another. */
const policyOf = (config: Config): AppraisalPolicy => {
  if (config.COCOON_SIMULATED_ROOTS !== undefined)
    throw new ConfigError(["COCOON_SIMULATED_ROOTS names a simulated root, which production refuses"]);
  if (config.COCOON_POLICY === undefined) return productionPolicy();
  return readSettingFile("COCOON_POLICY", config.COCOON_POLICY, (bytes) => parsePolicy(bytes));
};

await runProxy({ policyOf, operators: "address" });
