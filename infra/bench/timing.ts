type Work = () => unknown;

/** Milliseconds that the work took, its promise awaited. */
export async function elapsedMs(work: Work): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Before anything counts: the first runs are those of code that is not compiled yet. */
const WARM_UP_SHARE = 0.2;

/**
 * Times two things in turns, so that whatever else the machine does meanwhile falls on both alike.
 * @returns milliseconds of each run, the warm-up left out
 */
export async function inTurns(
  runs: number,
  measured: Work,
  baseline: Work,
): Promise<{ measured: number[]; baseline: number[] }> {
  const warmUp = Math.ceil(runs * WARM_UP_SHARE);
  const samples = { measured: [] as number[], baseline: [] as number[] };
  for (let run = -warmUp; run < runs; run++) {
    const first = await elapsedMs(measured);
    const second = await elapsedMs(baseline);
    if (run < 0) continue;
    samples.measured.push(first);
    samples.baseline.push(second);
  }
  return samples;
}
