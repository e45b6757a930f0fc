import { type LanesResult, type Perform, runLanes, together } from "./lanes.ts";

/** How many jobs are run, and how. */
export interface Plan {
  /** Clients that ask at once. */
  readonly lanes: number;
  /** Jobs before anything counts: connections are made, code is compiled, statements are prepared. */
  readonly warmUp: number;
  /** The two ways take turns, so that the machine's other work falls on both. */
  readonly rounds: number;
  readonly jobsPerRound: number;
  /** Jobs of one client alone. */
  readonly alone: number;
}

export const planOf = (quick: boolean): Plan =>
  quick
    ? { lanes: 32, warmUp: 100, rounds: 3, jobsPerRound: 160, alone: 40 }
    : { lanes: 32, warmUp: 300, rounds: 5, jobsPerRound: 700, alone: 300 };

export const jobsOf = ({ warmUp, rounds, jobsPerRound, alone }: Plan): number =>
  warmUp + rounds * jobsPerRound + alone;

/** What one way took under load and alone. */
export interface Measured {
  readonly loaded: LanesResult;
  readonly alone: LanesResult;
}

/** Measures the two ways in turns over the same jobs. @param jobs exactly {@link jobsOf} the plan */
export async function measureRounds<Job>(
  plan: Plan,
  jobs: readonly Job[],
  ways: { readonly proxied: Perform<Job>; readonly raw: Perform<Job> },
  progress: (line: string) => void,
): Promise<{ proxied: Measured; raw: Measured }> {
  const { lanes, warmUp, rounds, jobsPerRound } = plan;
  const both = async (width: number, some: readonly Job[]) => ({
    raw: await runLanes(width, some, ways.raw),
    proxied: await runLanes(width, some, ways.proxied),
  });
  await both(lanes, jobs.slice(0, warmUp));
  const loaded: { raw: LanesResult; proxied: LanesResult }[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}: ${jobsPerRound} jobs each way, ${lanes} at once`);
    const from = warmUp + round * jobsPerRound;
    loaded.push(await both(lanes, jobs.slice(from, from + jobsPerRound)));
  }
  const alone = await both(1, jobs.slice(warmUp + rounds * jobsPerRound));
  return {
    raw: { loaded: together(loaded.map(({ raw }) => raw)), alone: alone.raw },
    proxied: { loaded: together(loaded.map(({ proxied }) => proxied)), alone: alone.proxied },
  };
}
