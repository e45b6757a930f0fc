import assert from "node:assert/strict";
import type { Answer, ClientError } from "@cocoon/client";
import { ask } from "../../asking.ts";
import type { Fault } from "./fault.ts";
import { longQuestion, shortQuestion } from "./questions.ts";

/** More than the workers' slots: most of them wait when Redis dies. */
const JOBS = 16;

export const redisDiesWithJobsWaiting: Fault = {
  name: "kill -9 Redis with jobs waiting and restart it",
  async run(network) {
    const account = await network.newAccount({ ton: "50" });
    const [short, long] = [await shortQuestion(account), await longQuestion(account)];
    await account.client.answer(short);
    const askings = Array.from({ length: JOBS }, () => ask(account, { ...long, maxTokens: 300 }));
    await Promise.all(
      askings.map(async (asking) => asking.first("queued").catch(() => asking.first("leased"))),
    );
    const redis = network.processes.service("redis");
    await redis.kill();
    await redis.restart();
    const outcomes = await Promise.allSettled(askings.map(({ answer }) => answer));
    for (const outcome of outcomes) assertClear(outcome);
    const answered = outcomes.filter(({ status }) => status === "fulfilled").length;
    assert.ok(answered > 0, "none of the waiting jobs was answered");
    await network.settled();
    const again = await account.client.answer(short);
    assert.match(again.text, /network for confidential AI/);
    await network.settled();
  },
};

/** Answered, if need be after the client has posted the same bytes again; or broken off in mid-stream, which it is told. */
function assertClear(outcome: PromiseSettledResult<Answer>): void {
  if (outcome.status === "fulfilled") return assert.deepEqual(outcome.value.receiptMismatches, []);
  const { code, message } = outcome.reason as ClientError;
  assert.equal(code, "stream_interrupted", message);
}
