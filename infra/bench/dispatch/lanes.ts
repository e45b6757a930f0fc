import { elapsedMs } from "../timing.ts";

/** One way from post to end; a lane never has two jobs at once. */
export type Perform<Job> = (job: Job, lane: number) => Promise<void>;

export interface LanesResult {
  readonly seconds: number;
  /** Milliseconds of each job, from post to end. */
  readonly latenciesMs: readonly number[];
}

/** Performs all jobs over `lanes` lanes at once: as many people, each waiting for an answer before asking again. */
export async function runLanes<Job>(
  lanes: number,
  jobs: readonly Job[],
  perform: Perform<Job>,
): Promise<LanesResult> {
  const latenciesMs: number[] = [];
  const queue = jobs.values();
  const run = async (lane: number) => {
    for (const job of queue) latenciesMs.push(await elapsedMs(() => perform(job, lane)));
  };
  const ms = await elapsedMs(() => Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane))));
  return { seconds: ms / 1_000, latenciesMs };
}

/** Several rounds as if they had been one. */
export const together = (rounds: readonly LanesResult[]): LanesResult => ({
  seconds: rounds.reduce((sum, { seconds }) => sum + seconds, 0),
  latenciesMs: rounds.flatMap(({ latenciesMs }) => latenciesMs),
});
