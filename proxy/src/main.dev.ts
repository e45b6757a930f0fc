import { developmentPolicy, parseSimulatedRoots } from "@cocoon/protocol/testing";
import { ConfigError, readSettingFile } from "./config.ts";
import { stderrLog } from "./log.ts";
import { runProxy } from "./run.ts";

/** Development: admits workers of a simulated root, and of nothing else. */
await runProxy((config) => {
  if (config.COCOON_SIMULATED_ROOTS === undefined)
    throw new ConfigError([
      "COCOON_SIMULATED_ROOTS is missing: the file of simulated roots that the local start writes",
    ]);
  stderrLog("warn", "SIMULATED", { part: "attestation root" });
  return developmentPolicy(
    parseSimulatedRoots(readSettingFile("COCOON_SIMULATED_ROOTS", config.COCOON_SIMULATED_ROOTS)),
  );
});
