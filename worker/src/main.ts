import { systemClock } from "./clock.ts";
import { ConfigError } from "./config.ts";
import { TonBeaconFeed } from "./identity/ton-beacon.ts";
import { AmdAttester } from "./identity/tsm/amd-attester.ts";
import { TsmReports } from "./identity/tsm/report-directory.ts";
import { runWorker } from "./run.ts";

/** Production: the processor's firmware attests, a TON block dates it, and there is no way to name another. */
await runWorker((config) => {
  if (config.COCOON_SIMULATED_PKI !== undefined)
    throw new ConfigError(["COCOON_SIMULATED_PKI names a simulated root, which production refuses"]);
  if (config.COCOON_IMAGE_ID === undefined)
    throw new ConfigError(["COCOON_IMAGE_ID is missing: what this VM image is called"]);
  return {
    attester: new AmdAttester(new TsmReports({ clock: systemClock }), config.COCOON_CERTIFICATES ?? null),
    beacon: new TonBeaconFeed(config.COCOON_TON_API),
    imageId: config.COCOON_IMAGE_ID,
  };
});
