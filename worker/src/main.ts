import { ConfigError, isOperator } from "./config.ts";
import { TonBeaconFeed } from "./identity/ton-beacon.ts";
import { amdAttesterOf, gpuAttesterOf, tryGpu } from "./proof.ts";
import { runWorker } from "./run.ts";

const TONCENTER = "https://toncenter.com/api/v2";

/** Production: the processor's firmware attests, a TON block dates it, and there is no way to name another. */
await runWorker((config, log) => {
  const { COCOON_SIMULATED_PKI, COCOON_IMAGE_ID: imageId = "", COCOON_TON_API = TONCENTER } = config;
  const faults = [
    ...(COCOON_SIMULATED_PKI === undefined
      ? []
      : ["COCOON_SIMULATED_PKI names a simulated root, which production refuses"]),
    ...(isOperator(config.COCOON_OPERATOR, "address")
      ? []
      : ["COCOON_OPERATOR is not a TON address, or one of a test network; production pays to addresses"]),
    ...(imageId === "" ? ["COCOON_IMAGE_ID is missing: what this VM image is called"] : []),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  const attester = amdAttesterOf(config, log);
  const gpu = gpuAttesterOf(config);
  return {
    attester,
    beacon: new TonBeaconFeed(COCOON_TON_API, "ton"),
    gpu,
    imageId,
    prepare: async () => {
      await attester.prepare();
      await tryGpu(gpu);
    },
  };
});
