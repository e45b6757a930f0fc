import { parsePolicy, productionPolicy } from "@cocoon/protocol/attestation";
import { ConfigError, readSettingFile } from "./config.ts";
import { runProxy } from "./run.ts";

/** Production: only AMD's roots, and no way to name another. */
await runProxy((config) => {
  if (config.COCOON_SIMULATED_ROOTS !== undefined)
    throw new ConfigError(["COCOON_SIMULATED_ROOTS names a simulated root, which production refuses"]);
  if (config.COCOON_POLICY === undefined) return productionPolicy();
  return readSettingFile("COCOON_POLICY", config.COCOON_POLICY, (bytes) => parsePolicy(bytes));
});
