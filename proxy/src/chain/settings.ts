import { Address } from "@ton/core";
import * as v from "valibot";
import { integer, secretKey, secretText, secretUrl, ton } from "../settings.ts";

/** The networks that TON is: of money that is worth something, and of its testers. */
export const PUBLIC_NETWORKS: readonly number[] = [-239, -3];

const api = secretUrl(/^https?:\/\/\S+$/, "https://toncenter.com/api/v2/jsonRPC");

const address = v.pipe(
  v.string("is missing: the address of the proxy's treasury"),
  v.check((text) => Address.isFriendly(text) || isRaw(text), "is not a TON address"),
  v.transform((text) => Address.parse(text)),
);

const isRaw = (text: string): boolean => /^-?[0-9]:[0-9a-fA-F]{64}$/.test(text);

const globalId = v.pipe(
  v.optional(v.string(), "-239"),
  v.regex(/^-?[0-9]{1,10}$/, "is not a whole number (TON's id of the network)"),
  v.transform(Number),
  v.check((id) => id === (id | 0), "is not of 32 bits (TON's id of the network)"),
);

/** What the proxy's part on TON is set by; without COCOON_TREASURY it has none, and moves no money outside its ledger. */
export const chainEntries = {
  COCOON_TREASURY: v.optional(address),
  COCOON_REGISTRY: v.optional(address),
  COCOON_TON_API: v.optional(api),
  COCOON_TON_API_KEY: v.optional(secretText),
  COCOON_TON_API_2: v.optional(api),
  COCOON_TON_API_2_KEY: v.optional(secretText),
  COCOON_TON_GLOBAL_ID: globalId,
  COCOON_CHARGE_KEY: v.optional(secretKey("signs charges of escrows")),
  COCOON_PAYOUT_KEY: v.optional(secretKey("signs payouts to owners of workers")),
  COCOON_HOT_WALLET_KEY: v.optional(secretKey("of the wallet that pays fees")),
  COCOON_CHAIN_POLL_MS: integer("5000", 100, 600_000, "milliseconds"),
  COCOON_CHARGE_AT_TON: ton("0.2", "an escrow that owes as much is charged"),
  COCOON_CHARGE_EVERY_MS: integer("60000", 100, 86_400_000, "milliseconds"),
  COCOON_PAYOUT_AT_TON: ton("0.5", "an owner that is owed as much is paid"),
  COCOON_PAY_NOW_AT_TON: ton("0.05", "an owner that is owed as much is paid when it asks"),
  COCOON_PAYOUT_EVERY_MS: integer("60000", 100, 86_400_000, "milliseconds"),
};

const NEEDED = ["COCOON_TON_API", "COCOON_CHARGE_KEY", "COCOON_PAYOUT_KEY", "COCOON_HOT_WALLET_KEY"] as const;

const schema = v.object(chainEntries);
type ChainSettings = v.InferOutput<typeof schema>;

/** The settings once a treasury is named. */
export type ChainConfig = ChainSettings & {
  readonly [name in (typeof NEEDED)[number] | "COCOON_TREASURY"]: NonNullable<ChainSettings[name]>;
};

/** Null without a treasury. @param fault is told what is missing beside one, and does not return */
export function chainConfig(
  settings: ChainSettings,
  fault: (faults: readonly string[]) => never,
): ChainConfig | null {
  if (settings.COCOON_TREASURY === undefined) return null;
  const missing = NEEDED.filter((name) => settings[name] === undefined);
  if (missing.length > 0) fault(missing.map((name) => `${name} is missing: COCOON_TREASURY needs it`));
  return settings as ChainConfig;
}

/** Production moves money on TON itself: an id of another network is a dev chain's. */
export const isPublicNetwork = ({ COCOON_TON_GLOBAL_ID }: ChainSettings): boolean =>
  PUBLIC_NETWORKS.includes(COCOON_TON_GLOBAL_ID);

/** Of the operator's commands on the treasury. */
export const treasuryEnvironment = v.object({
  COCOON_TREASURY: address,
  COCOON_TON_API: api,
  COCOON_TON_API_KEY: v.optional(secretText),
  COCOON_TON_GLOBAL_ID: globalId,
  COCOON_OPERATOR_WALLET_KEY: v.optional(secretKey("of the wallet that is the treasury's operator")),
});

export const treasuryConfig = (settings: v.InferOutput<typeof treasuryEnvironment>) => ({
  treasury: settings.COCOON_TREASURY,
  endpoint: { url: settings.COCOON_TON_API.reveal(), apiKey: settings.COCOON_TON_API_KEY },
  globalId: settings.COCOON_TON_GLOBAL_ID,
  operatorKey: settings.COCOON_OPERATOR_WALLET_KEY ?? null,
});

export type TreasuryConfig = ReturnType<typeof treasuryConfig>;
