import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Answer } from "@cocoon/client";
import type { ModelListing } from "@cocoon/protocol/api";
import { costNanoton, parseQuote } from "@cocoon/protocol/money";
import { readTopics } from "../../demo-model/corpus/topics.ts";
import { isRight } from "../../demo-model/score/judge.ts";
import { runCli } from "../cli.ts";
import type { Account, Network } from "../network.ts";
import type { Scenario } from "../scenario.ts";
import { findNowhere } from "../search/everywhere.ts";
import { verifyByCli } from "./verify-by-cli.ts";

const QUESTIONS = [
  { language: "en", topic: "what", question: "What is Cocoon?" },
  { language: "ru", topic: "what", question: "Что такое Cocoon?" },
] as const;
type Question = (typeof QUESTIONS)[number];

/** A person asks; the answer is right, verified and paid for, and nobody on the way can read any of it. */
export const chat: Scenario = {
  name: "chat",
  async run(stage) {
    const network = await stage.network();
    const account = await network.newAccount();
    const models = await account.client.models();
    assert.equal(models.length, 2, "two models are to be served");
    for (const model of models)
      for (const question of QUESTIONS) {
        stage.progress(`asking ${model.id} in ${question.language}`);
        await askBySdk(network, account, model, question);
      }
    assertPricesDiffer(models);
    for (const question of QUESTIONS) {
      stage.progress(`asking at the command line in ${question.language}`);
      await askByCli(network, models, question);
    }
    stage.progress("verifying every machine at the command line");
    await verifyByCli(network);
    stage.progress("looking for a marker in Redis, Postgres, files and the proxy's memory");
    await findNowhere(network, account, `marker-${randomBytes(16).toString("hex")}`);
    await network.settled();
  },
};

async function askBySdk(
  network: Network,
  account: Account,
  model: ModelListing,
  asked: Question,
): Promise<void> {
  const before = await network.available(account);
  const messages = [{ role: "user", content: asked.question }] as const;
  const answer = await account.client.answer({ model: model.id, messages, maxTokens: 256 });
  assertRight(asked, answer.text);
  assertPaid(answer, model);
  assert.equal(
    before - (await network.available(account)),
    answer.chargedNanoton,
    "the balance fell by another amount",
  );
  await network.settled();
}

function assertRight(asked: Question, text: string): void {
  assert.ok(isRight(asked, text, readTopics()), `"${asked.question}" was answered with "${text}"`);
}

function assertPaid(answer: Answer, model: ModelListing): void {
  assert.deepEqual(answer.receiptMismatches, []);
  assert.equal(answer.finish, "stop");
  assert.equal(answer.node.simulated, true);
  assert.equal(answer.node.ageProved, true);
  assert.equal(answer.costNanoton, costNanoton(parseQuote(model.lowestQuote), answer.usage));
  assert.ok(answer.chargedNanoton !== null && answer.chargedNanoton > 0n, "nothing was charged");
}

function assertPricesDiffer(models: readonly ModelListing[]): void {
  const prices = models.map(({ lowestQuote }) => lowestQuote);
  assert.equal(new Set(prices).size, models.length, `both models cost ${prices[0]}`);
}

/** As a person does: with the folder's own account, once for programs and once for eyes. */
async function askByCli(network: Network, models: readonly ModelListing[], asked: Question): Promise<void> {
  const own = { accountId: network.processes.settings.accountId };
  for (const { id } of models) {
    const before = await network.available(own);
    const { exit, stdout, stderr } = await runCli(network, ["chat", "--json", "--model", id, asked.question]);
    assert.equal(exit, 0, stderr);
    const answer = JSON.parse(stdout) as Record<"text" | "chargedNanoton", string> & {
      receiptMismatches: unknown[];
    };
    assertRight(asked, answer.text);
    assert.deepEqual(answer.receiptMismatches, []);
    assert.equal(String(before - (await network.available(own))), answer.chargedNanoton);
  }
  const { exit, stdout, stderr } = await runCli(network, ["chat", asked.question]);
  assert.equal(exit, 0, stderr);
  assertRight(asked, stdout);
  for (const line of [/^verified .*SIMULATED/m, /^tokens /m, /^cost .*charged/m, /^receipt .*agrees/m])
    assert.match(stderr, line);
  await network.settled();
}
