import fc from "fast-check";

/** With COCOON_EXHAUSTIVE=1 every bit is tried; without it, a sample. */
const EXHAUSTIVE = process.env["COCOON_EXHAUSTIVE"] === "1";

/** Of the sample: another one in each run, unless COCOON_SEED names it. A failure prints seed and bit. */
const SEED = Number(process.env["COCOON_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** For the tests of flips: a test that takes longer hangs. */
export const FLIPS_TIMEOUT_MS: number = EXHAUSTIVE ? 3_600_000 : 60_000;

/** Bytes from `from` to before `to`; everything by default. */
export interface FlipRange {
  readonly from?: number;
  readonly to?: number;
  /** How many bits are tried where not every one is. */
  readonly sample?: number;
}

export type JudgeFlip = (changed: Uint8Array<ArrayBuffer>, bit: number) => void | Promise<void>;

/**
 * Hands `judge` the bytes with one bit changed at a time, bit 0 being the lowest of byte 0; what it throws says which
 * bit it was.
 */
export async function forFlips(
  bytes: Uint8Array,
  { from = 0, to = bytes.length, sample = 200 }: FlipRange,
  judge: JudgeFlip,
): Promise<void> {
  if (EXHAUSTIVE || (to - from) * 8 <= sample) return forEachBit(bytes, from, to, judge);
  const bits = fc.noBias(fc.integer({ min: from * 8, max: to * 8 - 1 }));
  const property = fc.asyncProperty(bits, async (bit) => judge(flipped(bytes, bit), bit));
  await fc.assert(property, { numRuns: sample, seed: SEED });
}

async function forEachBit(bytes: Uint8Array, from: number, to: number, judge: JudgeFlip): Promise<void> {
  for (let bit = from * 8; bit < to * 8; bit++)
    try {
      await judge(flipped(bytes, bit), bit);
    } catch (error) {
      throw new Error(`bit ${bit}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
}

export function flipped(bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}

/** What `work` throws. @throws Error when it throws nothing */
export async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("it was accepted");
}
