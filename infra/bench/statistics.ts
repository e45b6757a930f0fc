/** What many samples of one thing say, in the samples' own unit. */
export interface Summary {
  readonly p50: number;
  readonly p95: number;
  readonly samples: number;
}

/**
 * The value that a share `q` of the samples does not exceed, between 0 and 1; between two samples it lies on the
 * straight line from one to the other. @throws RangeError without a sample, or for a share outside 0 to 1
 */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) throw new RangeError("no samples");
  if (!(q >= 0 && q <= 1)) throw new RangeError("a share lies between 0 and 1");
  const sorted = samples.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

/** @throws RangeError without a sample */
export const summarise = (samples: readonly number[]): Summary => ({
  p50: quantile(samples, 0.5),
  p95: quantile(samples, 0.95),
  samples: samples.length,
});
