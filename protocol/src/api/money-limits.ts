/** Bounds of what SPEC 8.9 and 8.10 take. */
export const MONEY_LIMITS = {
  /** A comment or label, in characters. */
  commentLength: 64,
  /** A signed message of a wallet with a state init and four orders is far below. */
  bocBytes: 8 * 1024,
  /** Telegram's own launch data is under 2 KiB. */
  initDataBytes: 4 * 1024,
  stateInitBytes: 4 * 1024,
  domainLength: 253,
  /** The most that TON's supply can hold, which Postgres' bigint holds too. */
  largestNanoton: (1n << 63n) - 1n,
  apiKeysPerAccount: 64,
  ledgerPage: 200,
} as const;
