import { type AppraisalPolicy, parsePolicy, productionPolicy } from "@cocoon/protocol/attestation";
import { relayedWallets } from "./bridge/settings.ts";
import { KNOWN_WALLETS } from "./bridge/wallets.ts";
import { isPublicNetwork } from "./chain/settings.ts";
import { type Config, ConfigError, readSettingFile } from "./config.ts";
import { runProxy } from "./run.ts";

/** Only AMD's roots and TON itself, and no way to name others. */
const policyOf = (config: Config): AppraisalPolicy => {
  if (config.COCOON_SIMULATED_ROOTS !== undefined)
    throw new ConfigError(["COCOON_SIMULATED_ROOTS names a simulated root, which production refuses"]);
  if (!isPublicNetwork(config))
    throw new ConfigError([
      "COCOON_TON_GLOBAL_ID is that of a simulated chain, which production refuses; -239 is TON, -3 its test network",
    ]);
  if (config.COCOON_POLICY === undefined) return productionPolicy();
  return readSettingFile("COCOON_POLICY", config.COCOON_POLICY, (bytes) => parsePolicy(bytes));
};

const walletsOf = ({ COCOON_BRIDGES }: Config) => relayedWallets(COCOON_BRIDGES, KNOWN_WALLETS);

await runProxy({ policyOf, walletsOf, operators: "address" });
