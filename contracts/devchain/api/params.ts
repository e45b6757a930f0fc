import { Address, Cell } from "@ton/core";
import { malformed } from "./refusal.ts";

/** What the network takes in from outside. */
const LARGEST_MESSAGE_BYTES = 65_535;
const DEEPEST_MESSAGE = 512;
const LONGEST_ADDRESS = 96;
const HIGHEST_LT = (1n << 64n) - 1n;
const INTEGER = /^-?[0-9]{1,20}$/;

/** A request's parameters: each is bounded before it is parsed. Numbers come as JSON numbers or as decimal text. */
export class Params {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  /** An absent parameter, an empty one and null are the same. */
  has(name: string): boolean {
    const value = this.get(name);
    return value !== undefined && value !== null && value !== "";
  }

  address(name: string): Address {
    const text = this.#text(name, LONGEST_ADDRESS);
    try {
      const address = Address.parse(text);
      if (address.workChain === 0 || address.workChain === -1) return address;
    } catch {
      // Said below.
    }
    throw malformed(`${name} is not an address; give it raw (0:…) or friendly (EQ…).`);
  }

  integer(name: string, least: number, most: number, fallback?: number): number {
    if (!this.has(name) && fallback !== undefined) return fallback;
    const value = Number(this.#digits(name));
    if (value >= least && value <= most) return value;
    throw malformed(`${name} is not a whole number from ${least} to ${most}.`);
  }

  /** A logical time; null where there is none. */
  lt(name: string): bigint | null {
    if (!this.has(name)) return null;
    const lt = BigInt(this.#digits(name));
    if (lt >= 0n && lt <= HIGHEST_LT) return lt;
    throw malformed(`${name} is not a logical time.`);
  }

  /** Nanoton, above zero. */
  amount(name: string): bigint {
    const amount = BigInt(this.#digits(name));
    if (amount > 0n && amount < 1n << 63n) return amount;
    throw malformed(`${name} is not an amount of nanoton above zero.`);
  }

  /** 32 bytes in hex or base64, as base64; null where there is none. */
  hash(name: string): string | null {
    if (!this.has(name)) return null;
    const text = this.#text(name, 64);
    const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? "hex" : "base64");
    if (bytes.length === 32) return bytes.toString("base64");
    throw malformed(`${name} is not a hash of 32 bytes in hex or base64.`);
  }

  /** One cell in base64; null where there is none. */
  cell(name: string): Cell | null {
    return this.has(name) ? parseCell(this.get(name), name) : null;
  }

  boolean(name: string): boolean {
    const value = this.get(name);
    return value === true || value === "true";
  }

  #digits(name: string): string {
    const value = this.get(name);
    const digits = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof digits === "string" && INTEGER.test(digits)) return digits;
    throw malformed(`${name} is not a whole number.`);
  }

  #text(name: string, longest: number): string {
    const value = this.get(name);
    if (typeof value === "string" && value !== "" && value.length <= longest) return value;
    throw malformed(`${name} is missing, too long, or no text.`);
  }
}

/** @param value base64 of a bag of one cell, as big as a message may be */
export function parseCell(value: unknown, name: string): Cell {
  if (typeof value === "string" && value.length <= (LARGEST_MESSAGE_BYTES / 3) * 4 + 4) {
    try {
      const [cell, ...others] = Cell.fromBoc(Buffer.from(value, "base64"));
      if (cell && others.length === 0 && cell.depth() <= DEEPEST_MESSAGE) return cell;
    } catch {
      // Said below.
    }
  }
  throw malformed(`${name} is not a bag of one cell in base64, at most ${LARGEST_MESSAGE_BYTES} bytes long.`);
}
