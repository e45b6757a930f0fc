import assert from "node:assert/strict";
import { type AskEvent, StreamInterruptedError } from "@cocoon/client";
import type { StreamRecord } from "@cocoon/protocol/api";
import { fromBase64Url } from "@cocoon/protocol/bytes";
import { verifyRunningReceipt } from "@cocoon/protocol/receipt";
import { isFrameCountBucket } from "@cocoon/protocol/response";
import { ask, failureOf } from "../../asking.ts";
import { frozen } from "../../freeze.ts";
import { untilQueued } from "../../queued-job.ts";
import type { Fault } from "./fault.ts";
import { longQuestion, shortQuestion } from "./questions.ts";

/** What a client may see of a job that another worker took over: nothing but the usual. */
const USUAL: ReadonlySet<AskEvent["type"]> = new Set([
  "verifying",
  "node-verified",
  "sealed",
  "queued",
  "leased",
  "started",
  "delta",
  "done",
]);

export const workerDiesBeforeItsFirstFrame: Fault = {
  name: "kill -9 a worker before its first frame",
  async run(network) {
    const account = await network.newAccount();
    const question = await shortQuestion(account);
    // Live checks are done once per machine; after this one they need none.
    await account.client.answer(question);
    const { asking, lost } = await frozen(network.workers, async () => {
      const frozenAsking = ask(account, question);
      const { jobId, candidates } = await frozenAsking.first("sealed");
      const { worker } = await untilQueued(network, jobId, ({ state }) => state === "leased");
      const holder = candidates.find(({ keyIdHex }) => keyIdHex === worker);
      assert.ok(holder, "a machine that was not sealed to holds the lease");
      const service = network.workerOf(holder);
      await service.kill();
      return { asking: frozenAsking, lost: { service, keyId: worker } };
    });
    const answer = await asking.answer;
    assert.equal(answer.attempt, 2);
    assert.notEqual(answer.node.keyIdHex, lost.keyId);
    assert.match(answer.text, /network for confidential AI/);
    assert.deepEqual(answer.receiptMismatches, []);
    assert.deepEqual(
      asking.events.filter(({ type }) => !USUAL.has(type)),
      [],
      "the client noticed the loss",
    );
    await network.settled();
    await lost.service.restart();
  },
};

export const workerDiesInMidStream: Fault = {
  name: "kill -9 a worker in mid-stream",
  async run(network) {
    const account = await network.newAccount();
    const before = await network.available(account);
    const asking = ask(account, await longQuestion(account));
    const { jobId } = await asking.first("sealed");
    const { node } = await asking.first("started");
    await untilQueued(network, jobId, ({ hasCharge }) => hasCharge);
    const service = network.workerOf(node);
    await service.kill();
    const error = await failureOf(asking.answer);
    assert.ok(error instanceof StreamInterruptedError, `it ended in ${error.code}`);
    assert.equal(error.code, "stream_interrupted");
    assert.ok(error.partialText.length > 0, "nothing was delivered");
    const status = await account.raw.job(jobId);
    assert.equal(status.state, "interrupted");
    const receipt = verifyRunningReceipt(fromBase64Url(status.outerReceipt ?? ""), node.signPk);
    assert.ok(receipt, "the job was not settled by a running receipt of the machine that answered");
    assert.equal(status.chargedNanoton, String(receipt.costNanoton));
    assert.equal(before - (await network.available(account)), receipt.costNanoton);
    await assertLast(account.raw.frames(jobId), receipt.seq);
    await network.settled();
    await service.restart();
  },
};

/** The receipt's frame was relayed, and no later frame that a receipt would have come with. */
async function assertLast(records: AsyncIterable<StreamRecord>, seq: number): Promise<void> {
  let frames = 0;
  for await (const record of records) if (record.type === "frame") frames++;
  assert.ok(seq < frames, "the receipt is for a frame that was not relayed");
  for (let count = seq + 2; count <= frames; count++)
    assert.ok(!isFrameCountBucket(count), `a later receipt came with frame ${count - 1}`);
}
