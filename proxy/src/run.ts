import { MigrationError } from "@cocoon/db/connection";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import type { OperatorForm } from "@cocoon/protocol/api";
import type { Hono } from "hono";
import { type AppFiles, AppFolder } from "./app-files/folder.ts";
import type { WalletApp } from "./bridge/wallets.ts";
import type { OpenChain } from "./chain/open.ts";
import { type Config, ConfigError, readChainConfig, readConfig, readPrices } from "./config.ts";
import { type DurableParts, openDurableParts } from "./durable.ts";
import { identitySettings } from "./identity/settings.ts";
import { stderrLog } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { NO_REFERENCE_VALUES, ReferenceFolder } from "./registry/reference-values.ts";
import { registryKeeperOf } from "./registry/registry-settings.ts";
import { startProxy } from "./server.ts";

const STOP_GRACE_MS = 10_000;
/** EX_CONFIG of sysexits.h. */
const CONFIG_EXIT = 78;

/** What production and development differ in: who may join, whom their answers may earn money, and simulated routes. */
export interface ProgramRules {
  readonly policyOf: (config: Config) => AppraisalPolicy;
  readonly operators: OperatorForm;
  /** Whose bridges are relayed. @throws ConfigError */
  readonly walletsOf: (config: Config) => readonly WalletApp[];
  readonly developmentRoutesOf?: (config: Config) => Hono;
}

/** The proxy as a process: reads the environment, runs until SIGTERM or SIGINT. */
export async function runProxy(rules: ProgramRules): Promise<void> {
  process.on("uncaughtException", crash);
  try {
    const config = readConfig();
    const policy = rules.policyOf(config);
    const wallets = rules.walletsOf(config);
    const folder = config.COCOON_REFERENCE_VALUES;
    const references = folder === undefined ? NO_REFERENCE_VALUES : new ReferenceFolder(folder, stderrLog);
    const parts = await openDurableParts(config, stderrLog);
    const metrics = new Metrics();
    const chain = await openMoney(config, parts, metrics);
    const proxy = await startProxy({
      ...parts,
      policy,
      operators: rules.operators,
      references,
      registry: registryKeeperOf(config),
      rosterKey: config.COCOON_ROSTER_KEY,
      minEpochMs: config.COCOON_MIN_EPOCH_MS,
      host: config.COCOON_HOST,
      port: config.COCOON_PORT,
      publicOrigin: config.COCOON_PUBLIC_ORIGIN,
      leaseTtlMs: config.COCOON_LEASE_TTL_MS,
      prices: readPrices(config),
      identity: identitySettings(config),
      appFiles: appFilesOf(config),
      wallets,
      developmentRoutes: rules.developmentRoutesOf?.(config) ?? null,
      queueLimit: config.COCOON_QUEUE_LIMIT,
      postsPerMinute: config.COCOON_POSTS_PER_MINUTE,
      log: stderrLog,
      money: chain?.money ?? null,
      metrics,
      chargeSigner: chain?.signer ?? null,
      unsignedLimitNanoton: config.COCOON_UNSIGNED_LIMIT_TON ?? null,
    });
    const stop = onceOnly(async () => {
      await proxy.stop(STOP_GRACE_MS);
      await chain?.close();
      await parts.close();
      process.exit(0);
    });
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  } catch (error) {
    process.stderr.write(`cocoon-proxy: ${sentenceOf(error)}\n`);
    process.exit(error instanceof ConfigError ? CONFIG_EXIT : 1);
  }
}

const appFilesOf = ({ COCOON_APP_FOLDER: folder }: Config): AppFiles | null =>
  folder === undefined ? null : new AppFolder(folder, stderrLog);

/** The part on TON, where a treasury is named; its code is loaded only then. */
async function openMoney(
  config: Config,
  { database }: DurableParts,
  metrics: Metrics,
): Promise<OpenChain | null> {
  const settings = readChainConfig(config);
  if (!settings) return null;
  const { openChain } = await import("./chain/open.ts");
  const { commissionPpm } = readPrices(config);
  return openChain({ config: settings, commissionPpm, database, metrics, log: stderrLog }, (faults) => {
    throw new ConfigError(faults);
  });
}

/** An error nobody handled: its message may quote a command's arguments, so only its name and place are said. */
function crash(error: Error): void {
  // The stack begins with the message, which could hold such a line as well.
  const stack = (error.stack ?? "").replace(error.message, "");
  const place = stack.split("\n").find((line) => line.trimStart().startsWith("at ")) ?? "";
  stderrLog("error", "crashed", { reason: error.name, place: place.trim() });
  process.exit(1);
}

/** Driver errors can carry a URL with a password, so only errors of ours speak for themselves. */
function sentenceOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof MigrationError)
    return `${error.message}. Use the program that made it, or another database.`;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") return "The port is taken; set COCOON_PORT to a free one.";
  const reason = error instanceof Error ? error.name : "unknown";
  return `Postgres, Redis or the port can't be used (${code || reason}); check DATABASE_URL, REDIS_URL and COCOON_PORT.`;
}

/** A second signal while the first is being obeyed ends the process at once. */
function onceOnly(action: () => Promise<void>): () => void {
  let begun = false;
  return () => {
    if (begun) process.exit(1);
    begun = true;
    action().catch(crash);
  };
}
