import assert from "node:assert/strict";
import type { AskRequest } from "@cocoon/client";
import { HEADERS, type JobStatus, MEDIA, WORKER_LINK_PATH } from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { failureOf } from "../../asking.ts";
import type { Account, Network } from "../../network.ts";
import { type CapturedPost, flipped, PostInterceptor, problemOf } from "../../raw-api.ts";
import { until } from "../../../until.ts";
import { talkAsWorker } from "../../worker-talk.ts";
import type { Fault } from "./fault.ts";
import { shortQuestion } from "./questions.ts";

/** Far more than the costliest of these questions holds. */
const RICH = { ton: "200" };
const SENTENCE = /^[A-Z].*[.)]$/s;

/** After whatever a client sends: the same proxy and workers run, nothing is held, nothing was charged. */
const unharmed = (name: string, run: (network: Network) => Promise<void>): Fault => ({
  name,
  async run(network) {
    const pids = network.processes.services.map(({ pid }) => pid);
    await run(network);
    await network.settled();
    assert.equal((await fetch(`${network.proxyUrl}/healthz`)).status, 200);
    assert.deepEqual(
      network.processes.services.map(({ pid }) => pid),
      pids,
    );
    assert.deepEqual(network.dead, []);
  },
});

async function assertRefused(account: Account, request: AskRequest, code: string): Promise<void> {
  const error = await failureOf(account.client.answer(request));
  assert.equal(error.code, code, `it ended in ${error.code}: ${error.message}`);
  assert.match(error.message, SENTENCE);
}

export const badQuestions = unharmed("questions that can't be answered", async (network) => {
  const account = await network.newAccount(RICH);
  const question = await shortQuestion(account);
  const asking = (content: string): AskRequest => ({ ...question, messages: [{ role: "user", content }] });
  const before = await network.available(account);
  await assertRefused(account, asking(" \n"), "empty_prompt");
  await assertRefused(account, asking("word ".repeat(200_000)), "prompt_too_long");
  await assertRefused(account, asking("x".repeat(1_048_577)), "prompt_too_long");
  await assertRefused(account, { ...question, model: "absent" }, "unknown_model");
  await assertRefused(account, { ...question, priceCeilingNanoton: nanoton(1n) }, "ceiling_too_low");
  const poor = await network.newAccount({ ton: "0.000000001" });
  await assertRefused(poor, question, "insufficient_balance");
  await network.settled();
  assert.equal(await network.available(account), before);
});

export const badMachines = unharmed("machines that are not to be trusted", async (network) => {
  const { policy } = network;
  const strict = await network.newAccount({
    policy: { ...policy, measurements: ["11".repeat(48)], referenceValues: "none" },
  });
  await assertRefused(strict, await shortQuestion(strict), "no_node_accepted");
  const { verified, rejected } = await strict.client.nodes();
  const codes = [...new Set(rejected.map(({ code }) => code))];
  assert.deepEqual([verified, codes], [[], ["measurement_not_approved"]]);
  for (const { sentence } of rejected) assert.match(sentence, SENTENCE);
  const late = await network.newAccount({ clock: () => Date.now() + 13 * 3_600_000 });
  await assertRefused(late, await shortQuestion(late), "roster_refused");
  assert.ok(policy.referenceValues !== "none", "the local network has reference values");
  const referenceValues = { ...policy.referenceValues, manifestKey: "11".repeat(32) };
  const foreign = await network.newAccount({ policy: { ...policy, referenceValues } });
  await assertRefused(foreign, await shortQuestion(foreign), "reference_values_refused");
});

export const badEnvelopes = unharmed("envelopes that were changed, or stolen", async (network) => {
  const wire = new PostInterceptor();
  const account = await network.newAccount({ ...RICH, fetch: wire.fetch });
  const question = await shortQuestion(account);
  const before = await network.available(account);
  for (const [at, code] of [
    [-1, "body_mismatch"],
    [124, "open_failed"],
    [0, "malformed_envelope"],
    [5, "unsupported_suite"],
  ] as const) {
    wire.change = (post) => ({ ...post, envelope: flipped(post.envelope, at) });
    await assertRefused(account, question, code);
  }
  wire.change = (post) => ({ ...post, ceiling: "1024" });
  await assertRefused(account, question, "quote_mismatch");
  await network.settled();
  assert.equal(await network.available(account), before);
  wire.change = (post) => post;
  const { jobId, chargedNanoton } = await account.client.answer(question);
  await replay(network, account, wire.posts.at(-1) as CapturedPost, jobId);
  assert.equal(before - (await network.available(account)), chargedNanoton, "a replay was charged");
});

/**
 * The account's own bytes again are the same job. Others may have each machine that was sealed to open them once; what
 * it says they can't read, and then no machine opens them any more.
 */
async function replay(network: Network, account: Account, post: CapturedPost, jobId: string): Promise<void> {
  const again = (await (await account.raw.post(post)).json()) as JobStatus;
  assert.deepEqual([again.jobId, again.state], [jobId, "done"]);
  for (let opened = 1; ; opened++) {
    const thief = await network.newAccount();
    assert.equal((await thief.raw.post(post)).status, 202);
    const { state, problem } = await until(
      "the end of a replayed job",
      async () => {
        const status = await thief.raw.job(jobId);
        return status.chargedNanoton !== null && status;
      },
      20_000,
    );
    if (state !== "done") return assert.deepEqual([state, problem], ["failed", "replayed"]);
    assert.ok(opened < network.workers.length, "a machine has opened the same envelope twice");
  }
}

export const badRequests = unharmed("requests that no client of ours makes", async (network) => {
  const { raw } = await network.newAccount();
  const envelope = { "content-type": MEDIA.envelope, [HEADERS.quote]: "1/1/1", [HEADERS.priceCeiling]: "1" };
  const wrong = { authorization: `Bearer ck_${"A".repeat(43)}` };
  const cases: [path: string, init: RequestInit, status: number, code: string][] = [
    ["/v1/account", { headers: wrong }, 401, "unauthorized"],
    ["/v1/account", { headers: { authorization: "Basic eDp5" } }, 401, "unauthorized"],
    ["/v1/jobs", { method: "POST", headers: { ...envelope, ...wrong }, body: "x" }, 401, "unauthorized"],
    ["/v1/jobs", { method: "POST", headers: envelope, body: "garbage" }, 400, "malformed_envelope"],
    ["/v1/jobs", { method: "POST", headers: envelope, body: new Uint8Array(2 ** 21) }, 413, "body_too_large"],
    ["/v1/jobs", { method: "POST", body: '{"prompt":"?"}' }, 415, "unsupported_media_type"],
    ["/v1/nothing", {}, 404, "not_found"],
    [`/v1/jobs/${"ab".repeat(32)}`, {}, 404, "job_not_found"],
    [`/v1/jobs/${"ab".repeat(32)}/frames?from=-1`, {}, 400, "malformed_request"],
    [`/v1/nodes/${"ab".repeat(32)}/evidence`, {}, 404, "no_such_node"],
  ];
  for (const [path, init, status, code] of cases) {
    const problem = await problemOf(await raw.request(path, init));
    assert.deepEqual([path, problem.status, problem.code], [path, status, code]);
    assert.match(problem.sentence, SENTENCE);
  }
});

export const badWorkers = unharmed("garbage on the workers' WebSocket", async (network) => {
  const account = await network.newAccount();
  const url = `${network.proxyUrl}${WORKER_LINK_PATH}`;
  const cases: [message: string | Uint8Array, code: string][] = [
    ["garbage", "malformed_message"],
    ['{"type":"hello","v":1,"unknown":true}', "malformed_message"],
    ['{"type":"credit","slots":1,"unknown":true}', "malformed_message"],
    ['{"type":"credit","slots":1}', "protocol_breach"],
    [new Uint8Array(100_000).fill(0xff), "protocol_breach"],
  ];
  for (const [message, code] of cases) {
    const { refusal } = await talkAsWorker(url, [message]);
    assert.equal(refusal?.code, code);
    assert.match(refusal.sentence, SENTENCE);
  }
  const { closed } = await talkAsWorker(url, ["x".repeat(3 * 1024 * 1024)]);
  assert.ok(closed);
  const answer = await account.client.answer(await shortQuestion(account));
  assert.deepEqual(answer.receiptMismatches, []);
});
