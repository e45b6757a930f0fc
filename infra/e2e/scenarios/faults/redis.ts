import assert from "node:assert/strict";
import type { Answer, ClientError } from "@cocoon/client";
import { ask } from "../../asking.ts";
import type { Account } from "../../network.ts";
import { until } from "../../until.ts";
import type { Fault } from "./fault.ts";
import { longQuestion, shortQuestion } from "./questions.ts";

/** Of three workers with two each. */
const SLOTS = 6;
const JOBS = 18;

export const redisDiesWithJobsWaiting: Fault = {
  name: "kill -9 Redis with jobs waiting and restart it",
  async run(network, tell) {
    const account = await network.newAccount({ ton: "50" });
    const [short, long] = [await shortQuestion(account), await longQuestion(account)];
    await account.client.answer(short);
    const askings = Array.from({ length: JOBS }, () => ask(account, { ...long, maxTokens: 300 }));
    const jobIds = await Promise.all(askings.map(async (asking) => (await asking.first("sealed")).jobId));
    await untilBusy(account, jobIds);
    const redis = network.processes.service("redis");
    await redis.kill();
    await redis.restart();
    const outcomes = await Promise.allSettled(askings.map(({ answer }) => answer));
    for (const outcome of outcomes) assertClear(outcome);
    const answered = outcomes.filter(({ status }) => status === "fulfilled").length;
    tell(`${answered} of ${JOBS} were answered, ${JOBS - answered} told that their stream broke`);
    assert.ok(answered > 0, "none of the waiting jobs was answered");
    await network.settled();
    const again = await account.client.answer(short);
    assert.match(again.text, /network for confidential AI/);
    await network.settled();
  },
};

/** Waits until some of the jobs stream and as many more as there are slots wait. */
async function untilBusy({ raw }: Account, jobIds: readonly string[]): Promise<void> {
  const busy = async () => {
    const states = await Promise.all(jobIds.map(async (jobId) => (await raw.job(jobId)).state));
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    return count("streaming") > 0 && count("queued") >= SLOTS;
  };
  await until("the moment when jobs stream and wait", busy, 20_000);
}

/** Answered, if need be after the client has posted the same bytes again; or broken off in mid-stream, which it is told. */
function assertClear(outcome: PromiseSettledResult<Answer>): void {
  if (outcome.status === "fulfilled") return assert.deepEqual(outcome.value.receiptMismatches, []);
  const { code, message } = outcome.reason as ClientError;
  assert.equal(code, "stream_interrupted", message);
}
