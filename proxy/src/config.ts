import { readFileSync } from "node:fs";
import { MalformedError } from "@cocoon/protocol/bytes";
import { ROSTER_EPOCH_MIN_MS } from "@cocoon/protocol/roster";
import * as v from "valibot";
import {
  type ChainConfig,
  chainConfig,
  chainEntries,
  type TreasuryConfig,
  treasuryConfig,
  treasuryEnvironment,
} from "./chain/settings.ts";
import { identityEntries } from "./identity/settings.ts";
import { bookWithoutModels, parsePriceBook, type PriceBook } from "./prices/price-book.ts";
import { integer, origin, secretKey, secretUrl, ton } from "./settings.ts";

const environment = v.object({
  DATABASE_URL: secretUrl(/^postgres(ql)?:\/\//, "postgres://user:password@host:5432/cocoon"),
  REDIS_URL: secretUrl(/^rediss?:\/\//, "redis://:password@host:6379"),
  COCOON_ROSTER_KEY: secretKey("the same for the network"),
  COCOON_MIN_EPOCH_MS: integer("30000", ROSTER_EPOCH_MIN_MS, 600_000, "milliseconds"),
  COCOON_HOST: v.optional(v.string(), "127.0.0.1"),
  COCOON_PORT: integer("7770", 0, 65_535, "a TCP port"),
  COCOON_PUBLIC_ORIGIN: origin,
  COCOON_COMMISSION_PPM: integer("50000", 0, 1_000_000, "millionths of each charge"),
  COCOON_LEASE_TTL_MS: integer("10000", 1_000, 120_000, "milliseconds"),
  COCOON_TAKE_OVER_MS: integer("10000", 2_000, 120_000, "milliseconds"),
  COCOON_UNSIGNED_LIMIT_TON: v.optional(ton("0.1", "may be spent before a payer key signs")),
  COCOON_QUEUE_LIMIT: integer("10000", 1, 1_000_000, "jobs"),
  COCOON_POSTS_PER_MINUTE: integer("6000", 1, 100_000_000, "jobs that one account may post"),
  COCOON_DATABASE_CONNECTIONS: integer("8", 1, 100, "connections"),
  COCOON_POLICY: v.optional(v.string()),
  COCOON_REFERENCE_VALUES: v.optional(v.string()),
  COCOON_SIMULATED_ROOTS: v.optional(v.string()),
  COCOON_APP_FOLDER: v.optional(v.string()),
  COCOON_BRIDGES: v.optional(v.string(), ""),
  ...identityEntries,
  ...chainEntries,
});

export type Config = Readonly<v.InferOutput<typeof environment>>;

/** Settings that are missing or wrong, all of them at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n  ${faults.join("\n  ")}`,
    );
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError that lists every fault, by variable, without values */
export const readConfig = (env: Environment = process.env): Config => readFrom(environment, env);

/** The proxy's part on TON; null without a treasury. @throws ConfigError */
export const readChainConfig = (config: Config): ChainConfig | null =>
  chainConfig(config, (faults) => {
    throw new ConfigError(faults);
  });

const operatorEnvironment = v.pick(environment, ["DATABASE_URL"]);

/** What the operator's own commands need. @throws ConfigError */
export const readOperatorConfig = (
  env: Environment = process.env,
): v.InferOutput<typeof operatorEnvironment> => readFrom(operatorEnvironment, env);

/** What the operator's commands on the treasury need besides. @throws ConfigError */
export function readTreasuryConfig(env: Environment = process.env): TreasuryConfig {
  return treasuryConfig(readFrom(treasuryEnvironment, env));
}

function readFrom<S extends v.GenericSchema & { readonly entries: object }>(
  schema: S,
  env: Environment,
): v.InferOutput<S> {
  // Each variable is there, if need be as undefined: a missing key would be told in the schema library's words.
  const given = Object.keys(schema.entries).map((name) => [name, env[name]]);
  const result = v.safeParse(schema, Object.fromEntries(given));
  if (result.success) return result.output;
  throw new ConfigError(result.issues.map((issue) => `${String(issue.path?.[0]?.key)} ${issue.message}`));
}

/** What the price file says, or the commission alone. @throws ConfigError */
export function readPrices({ COCOON_PRICES_FILE: path, COCOON_COMMISSION_PPM }: Config): PriceBook {
  if (path === undefined) return bookWithoutModels(COCOON_COMMISSION_PPM);
  return readSettingFile("COCOON_PRICES_FILE", path, parsePriceBook);
}

/** Reads and parses a file that a setting names. @throws ConfigError also for what `parse` finds malformed */
export function readSettingFile<T>(variable: string, path: string, parse: (bytes: Uint8Array) => T): T {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch {
    throw new ConfigError([`${variable} names a file that can't be read`]);
  }
  try {
    return parse(bytes);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new ConfigError([`${variable} names a file that can't be used: ${error.message}`]);
  }
}
