import assert from "node:assert/strict";
import { ask } from "../../asking.ts";
import { frozen } from "../../freeze.ts";
import { untilQueued } from "../../queued-job.ts";
import type { Fault } from "./fault.ts";
import { longQuestion, shortQuestion } from "./questions.ts";

export const proxyDiesInMidStream: Fault = {
  name: "kill -9 the proxy in mid-stream and restart it",
  async run(network, tell) {
    const account = await network.newAccount();
    const before = await network.available(account);
    const asking = ask(account, await longQuestion(account));
    const { jobId } = await asking.first("sealed");
    await asking.first("delta");
    await untilQueued(network, jobId, ({ hasCharge }) => hasCharge);
    const proxy = network.processes.service("proxy");
    await proxy.kill();
    await proxy.restart();
    const outcome = await asking.answer.then(
      ({ finish }) => finish,
      (error: Error & { code?: string }) => error.code,
    );
    tell(`it ended in ${outcome}`);
    assert.ok(["length", "stop", "stream_interrupted"].includes(String(outcome)), `it ended in ${outcome}`);
    assert.ok(
      asking.events.some(({ type }) => type === "reconnecting"),
      "the client did not resume",
    );
    await network.settled();
    const { chargedNanoton, outerReceipt, state } = await account.raw.job(jobId);
    assert.ok(["interrupted", "done"].includes(state), `the job is ${state}`);
    assert.ok(outerReceipt, "the running receipt that was relayed is to settle the job");
    assert.equal(String(before - (await network.available(account))), chargedNanoton);
  },
};

export const proxyDiesWithAJobWaiting: Fault = {
  name: "kill -9 the proxy with a job waiting and restart it",
  async run(network) {
    const account = await network.newAccount();
    const question = await shortQuestion(account);
    await account.client.answer(question);
    const proxy = network.processes.service("proxy");
    const asking = await frozen(network.workers, async () => {
      const waiting = ask(account, question);
      const { jobId } = await waiting.first("sealed");
      await untilQueued(network, jobId, () => true);
      await proxy.kill();
      await proxy.restart();
      return waiting;
    });
    const answer = await asking.answer;
    assert.match(answer.text, /network for confidential AI/);
    assert.deepEqual(answer.receiptMismatches, []);
    assert.ok(asking.events.some(({ type }) => type === "reconnecting"));
    await network.settled();
  },
};
