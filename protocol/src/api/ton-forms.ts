import * as v from "valibot";
import { MONEY_LIMITS } from "./money-limits.ts";

/** A wallet or contract of the base workchain, raw: `0:` and 64 hex digits. */
export const addressText = v.pipe(v.string(), v.regex(/^0:[0-9a-f]{64}$/));

/** An address as people and wallets write it: 36 bytes of base64url. */
export const friendlyAddressText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{48}$/));

/** Standard base64, which wallets use, of at most `bytes` bytes. */
export const base64Text = (bytes: number) =>
  v.pipe(v.string(), v.maxLength(Math.ceil(bytes / 3) * 4), v.regex(/^[A-Za-z0-9+/]+={0,2}$/));

/** TON Connect's name of a network: the global id as text, -239 is mainnet and -3 is testnet. */
export const networkText = v.pipe(v.string(), v.regex(/^-?[0-9]{1,10}$/));

export const uuidText = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
);

/** A bag of cells, as TON Connect carries it. */
export const bocText = base64Text(MONEY_LIMITS.bocBytes);
