import { fromHex, isHex, Secret } from "@cocoon/protocol/bytes";
import { parseTon } from "@cocoon/protocol/money";
import * as v from "valibot";

/** The kinds of settings there are; each says what is wrong without repeating the value. */
export const integer = (fallback: string, least: number, most: number, what: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^[0-9]{1,9}$/, `is not a whole number (${what})`),
    v.transform(Number),
    v.minValue(least, `is under ${least} (${what})`),
    v.maxValue(most, `is over ${most} (${what})`),
  );

export const origin = v.pipe(
  v.string("is missing: the origin that workers dial, such as https://proxy.example"),
  v.regex(/^https?:\/\/[^/\s]+$/, "is not an origin, such as https://proxy.example"),
);

export const secretUrl = (scheme: RegExp, example: string) =>
  v.pipe(
    v.string(`is missing, such as ${example}`),
    v.regex(scheme, `is not a URL such as ${example}`),
    v.transform((url) => new Secret(url)),
  );

export const secretKey = (what: string) =>
  v.pipe(
    v.string(`is missing: 32 random bytes of hex, ${what}, made once by: openssl rand -hex 32`),
    v.check((hex) => isHex(hex, 32), "is not 32 bytes of lower-case hex"),
    v.transform((hex) => new Secret<Uint8Array>(fromHex(hex))),
  );

export const secretText = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,256}$/, "is not one word of at most 256 characters"),
  v.transform((text) => new Secret(text)),
);

/** An amount as people write it, such as 0.2. */
export const ton = (fallback: string, what: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.regex(/^[0-9]{1,9}(\.[0-9]{1,9})?$/, `is not an amount of TON such as ${fallback} (${what})`),
    v.transform(parseTon),
    v.check((amount) => amount > 0n, `is not above zero (${what})`),
  );
