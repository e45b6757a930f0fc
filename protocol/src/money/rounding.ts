import { type Nanoton, nanoton } from "./nanoton.ts";

const SIGNIFICANT_BITS = 5n;

/** The grid of numbers with at most five significant bits: the distance between neighbours around `amount`. */
function gridStep(amount: bigint): bigint {
  const bits = BigInt(amount.toString(2).length);
  return bits <= SIGNIFICANT_BITS ? 1n : 1n << (bits - SIGNIFICANT_BITS);
}

export const isRounded5 = (amount: bigint): boolean => amount % gridStep(amount) === 0n;

/** Rounds up to five significant bits, so that a ceiling says a bucket and not a count (SPEC 6.2). */
export function roundUp5(amount: bigint): Nanoton {
  const step = gridStep(amount);
  return nanoton(((amount + step - 1n) / step) * step);
}

/**
 * Rounds a cost to five significant bits, up with the probability of its fraction, so that the mean is exact (SPEC 6.4).
 * @param random eight bytes that neither side could choose or draw again.
 */
export function roundCost(amount: bigint, random: Uint8Array): Nanoton {
  if (random.length !== 8) throw new RangeError("cost rounding takes eight bytes");
  const step = gridStep(amount);
  const fraction = amount % step;
  const r = random.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  // r / 2^64 < fraction / step, in integers
  const up = r * step < fraction << 64n;
  return nanoton(amount - fraction + (up ? step : 0n));
}
