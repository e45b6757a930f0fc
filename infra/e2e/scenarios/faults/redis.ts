import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Answer, type ClientError, StreamInterruptedError } from "@cocoon/client";
import { layoutOf } from "../../../stack/network/layout.ts";
import { ask } from "../../asking.ts";
import type { Account, Network } from "../../network.ts";
import { until } from "../../../until.ts";
import type { Fault } from "./fault.ts";
import { longQuestion, shortQuestion } from "./questions.ts";

/** Of three workers with two each. */
const SLOTS = 6;
const JOBS = 18;

/** More jobs than slots are under way when Redis is killed; `meanwhile` is done before it comes back. */
const redisDies = (
  name: string,
  meanwhile: (network: Network) => void,
  broken: readonly string[] = ["stream_interrupted", "job_lost"],
): Fault => ({
  name,
  async run(network, tell) {
    const account = await network.newAccount({ ton: "50" });
    const [short, long] = [await shortQuestion(account), await longQuestion(account)];
    await account.client.answer(short);
    const askings = Array.from({ length: JOBS }, () => ask(account, { ...long, maxTokens: 300 }));
    const jobIds = await Promise.all(askings.map(async (asking) => (await asking.first("sealed")).jobId));
    const waiting = await untilBusy(account, jobIds);
    const redis = network.processes.service("redis");
    await redis.kill();
    meanwhile(network);
    await redis.restart();
    const outcomes = await Promise.allSettled(askings.map(({ answer }) => answer));
    for (const outcome of outcomes) assertClear(outcome, broken);
    const answered = outcomes.filter(({ status }) => status === "fulfilled").length;
    tell(`${answered} of ${JOBS} were answered, ${JOBS - answered} told that their stream broke`);
    assert.ok(answered >= waiting, `${waiting} jobs had not begun, and only ${answered} were answered`);
    await network.settled();
    const again = await account.client.answer(short);
    assert.match(again.text, /network for confidential AI/);
    await network.settled();
  },
});

/** Its append-only file keeps every job. */
export const redisDiesWithJobsWaiting = redisDies(
  "kill -9 Redis with jobs waiting and restart it",
  () => undefined,
);

/**
 * As after the loss of a disk: the clients are told `job_lost`, and post the same bytes again. An answer whose last frames were
 * stored, and lost before they were read, ends as complete for the worker and `stream_incomplete` for its reader.
 */
export const redisForgets = redisDies(
  "kill -9 Redis and restart it without its data",
  ({ folder }) => rmSync(join(layoutOf(folder).redis, "appendonlydir"), { recursive: true }),
  ["stream_interrupted", "job_lost", "stream_incomplete"],
);

/** Waits until some of the jobs stream and as many more as there are slots wait; gives the number of those that wait. */
function untilBusy({ raw }: Account, jobIds: readonly string[]): Promise<number> {
  const busy = async () => {
    const states = await Promise.all(jobIds.map(async (jobId) => (await raw.job(jobId)).state));
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    // Those that are leased count as queued in the row: they may begin at any moment.
    const waiting = count("queued") - SLOTS;
    return count("streaming") > 0 && waiting > 0 && waiting;
  };
  return until("the moment when jobs stream and wait", busy, 20_000);
}

/** Answered, if need be after the client has posted the same bytes again; or broken off in mid-stream, which it is told. */
function assertClear(outcome: PromiseSettledResult<Answer>, broken: readonly string[]): void {
  if (outcome.status === "fulfilled") return assert.deepEqual(outcome.value.receiptMismatches, []);
  const { code, message } = outcome.reason as ClientError;
  assert.ok(outcome.reason instanceof StreamInterruptedError, message);
  assert.ok(broken.includes(code), message);
}
