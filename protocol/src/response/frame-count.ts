const SMALLEST = 4;

/**
 * The buckets of a whole answer's number of frames: 4, then each ⌈previous · 5/4⌉: 4 5 7 9 12 15 19 24 30 38 … (SPEC 5.8).
 * The number that travels says the length of an answer to a quarter and no finer.
 */
export function frameCountBucket(frames: number): number {
  let bucket = SMALLEST;
  while (bucket < frames) bucket = Math.ceil((bucket * 5) / 4);
  return bucket;
}

/** Whether an answer may end after this many frames; a worker also sends a running receipt at each (SPEC 6.6). */
export const isFrameCountBucket = (frames: number): boolean =>
  frames > 0 && frameCountBucket(frames) === frames;
