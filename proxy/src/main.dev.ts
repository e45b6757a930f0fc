import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { developmentPolicy, parseSimulatedRoots } from "@cocoon/protocol/testing";
import { relayedWallets } from "./bridge/settings.ts";
import { KNOWN_WALLETS } from "./bridge/wallets.ts";
import { type Config, ConfigError, readSettingFile } from "./config.ts";
import { stderrLog } from "./log.ts";
import { runProxy } from "./run.ts";
import { developmentRoutes } from "./testing/development-routes.ts";
import { SIMULATED_WALLET_APP, withOwnPage } from "./testing/simulated-wallet-app.ts";

const ROOTS = "COCOON_SIMULATED_ROOTS";

/** Development: admits workers of a simulated root, and of nothing else. */
const policyOf = (config: Config): AppraisalPolicy => {
  const path = config[ROOTS];
  if (path === undefined)
    throw new ConfigError([`${ROOTS} is missing: the file of simulated roots that the local start writes`]);
  stderrLog("warn", "SIMULATED", { part: "attestation root" });
  return readSettingFile(ROOTS, path, (bytes) => developmentPolicy(parseSimulatedRoots(bytes)));
};

const developmentRoutesOf = (config: Config) =>
  developmentRoutes({
    simulatedRoots: config[ROOTS] ?? "",
    botTokenHash: config.COCOON_TELEGRAM_TOKEN_HASH ?? null,
  });

const walletsOf = ({ COCOON_BRIDGES }: Config) =>
  relayedWallets(COCOON_BRIDGES, [...KNOWN_WALLETS, SIMULATED_WALLET_APP]).map(withOwnPage);

await runProxy({ policyOf, walletsOf, operators: "address or name", developmentRoutesOf });
