import assert from "node:assert/strict";
import { isRunning } from "@cocoon/protocol/api";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { until } from "../../until.ts";
import { ask, failureOf } from "../asking.ts";
import type { Network } from "../network.ts";
import { untilQueued } from "../queued-job.ts";
import { longQuestion, shortQuestion } from "../scenarios/faults/questions.ts";
import type { Person } from "./person.ts";

const AT_ONCE = 3;
const OVER_MS = 30_000;

/** Asks so many short questions. @returns what each cost */
export async function runJobs(person: Person, count: number): Promise<Nanoton[]> {
  const question = await shortQuestion(person);
  const costs: Nanoton[] = [];
  const lane = async () => {
    while (costs.length < count) {
      const at = costs.push(nanoton(0n)) - 1;
      const { chargedNanoton, receiptMismatches } = await person.client.answer(question);
      assert.deepEqual(receiptMismatches, []);
      costs[at] = chargedNanoton ?? nanoton(0n);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return costs;
}

/** Begins a long answer and ends it in its middle. @returns what was delivered cost */
export async function cancelOne(person: Person): Promise<Nanoton> {
  const stop = new AbortController();
  const asking = ask(person, { ...(await longQuestion(person)), signal: stop.signal });
  const { jobId } = await asking.first("sealed");
  await asking.first("delta");
  stop.abort();
  await failureOf(asking.answer);
  return costOf(person, jobId, "cancelled");
}

/** Kills a worker in the middle of its answer, and starts it again. @returns what was delivered cost */
export async function loseOneWorker(network: Network, person: Person): Promise<Nanoton> {
  const asking = ask(person, await longQuestion(person));
  const { jobId } = await asking.first("sealed");
  const { node } = await asking.first("started");
  await untilQueued(network, jobId, ({ hasCharge }) => hasCharge);
  const service = network.workerOf(node);
  await service.kill();
  await failureOf(asking.answer);
  await service.restart();
  return costOf(person, jobId, "interrupted");
}

async function costOf({ raw }: Person, jobId: string, state: string): Promise<Nanoton> {
  const job = await until(
    "the end of a job",
    async () => {
      const now = await raw.job(jobId);
      return !isRunning(now.state) && now;
    },
    OVER_MS,
  );
  assert.equal(job.state, state);
  return nanoton(BigInt(job.chargedNanoton ?? 0));
}
