import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import * as v from "valibot";
import { secretKey, ton } from "../settings.ts";
import { type InitDataCheck, telegramSignature } from "./init-data.ts";

const webOrigin = v.pipe(v.string(), v.regex(/^https?:\/\/[a-z0-9.-]+(?::[0-9]{1,5})?$/));

/** Exact origins, separated by commas. */
const webOrigins = v.pipe(
  v.optional(v.string(), ""),
  v.transform((text) => (text === "" ? [] : text.split(","))),
  v.check(
    (origins) => origins.length <= 32 && origins.every((origin) => v.is(webOrigin, origin)),
    "is not a list of origins such as https://app.example,https://chat.example",
  ),
);

/** Who may sign in and from where, what things cost, and who gets a free trial. */
export const identityEntries = {
  COCOON_WEB_ORIGINS: webOrigins,
  COCOON_TELEGRAM_TOKEN_HASH: v.optional(secretKey("HMAC-SHA256 of the bot's token under WebAppData")),
  COCOON_TELEGRAM_BOT_ID: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/, "is not a bot's number"))),
  COCOON_PRICES_FILE: v.optional(v.string()),
  COCOON_TRIAL_SPONSOR: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(?:[0-9a-f-]{36}|0:[0-9a-f]{64})$/,
        "is neither the id of an account nor a wallet's raw address",
      ),
    ),
  ),
  COCOON_LOW_BALANCE_TON: ton("0.05", "an account that falls below it is told"),
  COCOON_TRIAL_TON: ton("0.05", "granted to each new Telegram account"),
  COCOON_TRIAL_DAILY_TON: ton("5", "granted to all together in a UTC day"),
};

const schema = v.object(identityEntries);
type IdentityConfig = v.InferOutput<typeof schema>;

/** A grant to each new Telegram account, from an account that has its own funded escrow. */
export interface TrialTerms {
  /** The account's id, or the raw address of the wallet that it is signed in to by. */
  readonly sponsor: string;
  readonly amountNanoton: Nanoton;
  readonly dailyNanoton: Nanoton;
}

export interface IdentitySettings {
  readonly webOrigins: readonly string[];
  /** Null: nobody signs in by Telegram here. */
  readonly telegram: InitDataCheck | null;
  /** Falling below it is an event. */
  readonly lowBalanceNanoton: Nanoton;
  /** Null: no trial. */
  readonly trial: TrialTerms | null;
}

/** Where both are set, the hash of the bot token is asked: it needs no trust in one key of Telegram's for all bots. */
export function identitySettings(config: IdentityConfig): IdentitySettings {
  const { COCOON_TELEGRAM_TOKEN_HASH: secret, COCOON_TELEGRAM_BOT_ID: botId } = config;
  const { COCOON_TRIAL_SPONSOR: sponsor } = config;
  const terms = { amountNanoton: config.COCOON_TRIAL_TON, dailyNanoton: config.COCOON_TRIAL_DAILY_TON };
  return {
    webOrigins: config.COCOON_WEB_ORIGINS,
    telegram: secret ? { by: "bot-token-hash", secret } : botId ? telegramSignature(botId) : null,
    lowBalanceNanoton: config.COCOON_LOW_BALANCE_TON,
    trial: sponsor === undefined ? null : { sponsor, ...terms },
  };
}

/** Nobody signs in, and no page of another origin asks. */
export const NO_IDENTITY: IdentitySettings = {
  webOrigins: [],
  telegram: null,
  lowBalanceNanoton: nanoton(0n),
  trial: null,
};
