import { MalformedError } from "../bytes/index.ts";

declare const unit: unique symbol;

/** An amount of 10⁻⁹ TON. Always a bigint: a float would lose money above 2⁵³, a number would hide the unit. */
export type Nanoton = bigint & { readonly [unit]: "nanoton" };

const PER_TON = 1_000_000_000n;
/** TON's whole supply is under 2⁶³ nanoton; anything larger is an error, and it is what Postgres' bigint holds. */
const LARGEST = (1n << 63n) - 1n;

/** @throws RangeError for a negative amount or one above 2⁶³ − 1. */
export function nanoton(amount: bigint): Nanoton {
  if (amount < 0n || amount > LARGEST) throw new RangeError("amount is not a number of nanoton");
  return amount as Nanoton;
}

export const addNanoton = (a: Nanoton, b: Nanoton): Nanoton => nanoton(a + b);

/** Reads a plain decimal integer of nanoton. @throws MalformedError for anything else, signs and leading zeros included. */
export function parseNanoton(text: string): Nanoton {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) throw new MalformedError("not an integer of nanoton");
  return within(BigInt(text));
}

function within(amount: bigint): Nanoton {
  if (amount > LARGEST) throw new MalformedError("amount is larger than all TON");
  return nanoton(amount);
}

/** Reads an amount as a person writes it, "1.5" being 1.5 TON. @throws MalformedError for more than nine decimals or more than all TON. */
export function parseTon(text: string): Nanoton {
  const match = /^([0-9]{1,10})(?:\.([0-9]{1,9}))?$/.exec(text);
  if (!match) throw new MalformedError("not an amount of TON, such as 1.5");
  return within(BigInt(match[1] as string) * PER_TON + BigInt((match[2] ?? "").padEnd(9, "0")));
}

/** The coin's display name is this one constant: TON's community may rename it, units do not change. */
const COIN = "TON";

/** "0.0012 TON": exact, without trailing zeros. */
export function formatTon(amount: bigint): string {
  const fraction = (amount % PER_TON).toString().padStart(9, "0").replace(/0+$/, "");
  return `${amount / PER_TON}${fraction ? `.${fraction}` : ""} ${COIN}`;
}
