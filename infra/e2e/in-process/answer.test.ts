import { operatorEarnings } from "@cocoon/db/ledger";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { PayError, type Answer } from "@cocoon/client";
import { costNanoton, parseQuote } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, failureOf } from "../asking.ts";
import { RawApi } from "../raw-api.ts";
import { type Account, InProcessNetwork, MODEL, QUOTE } from "./network.ts";
import { question, wordsOf } from "./question.ts";

let network: InProcessNetwork;
let account: Account;
beforeAll(async () => {
  network = await InProcessNetwork.start(["worker-1", "worker-2", "worker-3", "worker-4"]);
  account = await network.newAccount();
}, OPEN_TIMEOUT_MS);
afterAll(() => network.close());
afterEach(() => network.settled());

/** The ledger's part of the answer: what left the account, and what reached those who worked. */
async function paid(asking: () => Promise<Answer>) {
  const operators = [1, 2, 3, 4].map((number) => `operator-worker-${number}`);
  const earned = async () => {
    const all = await Promise.all(operators.map((name) => operatorEarnings(network.database, name)));
    return all.reduce((sum, { earnedNanoton }) => sum + earnedNanoton, 0n);
  };
  const before = { available: await network.available(account), earned: await earned() };
  const answer = await asking();
  const fell = before.available - (await network.available(account));
  return { answer, fell, earned: (await earned()) - before.earned };
}

describe("an answer", () => {
  it("is verified, whole, and paid for by what its receipts say", async () => {
    const { answer, fell, earned } = await paid(() => account.client.answer(question("What is Cocoon?")));
    expect(answer).toMatchObject({
      text: "What is Cocoon?",
      finish: "stop",
      attempt: 1,
      receiptMismatches: [],
    });
    expect(answer.node).toMatchObject({ simulated: true, policyName: "development", freshness: "nonce" });
    expect(answer.costNanoton).toBe(costNanoton(parseQuote(QUOTE), answer.usage));
    expect(answer.usage.completionTokens).toBe(3);
    expect(fell).toBe(answer.chargedNanoton);
    // Five hundredths are the platform's, rounded down.
    expect(earned).toBe(fell - (fell * 50_000n) / 1_000_000n);
  });

  it("spreads over frames as it is written, and costs the same by either account", async () => {
    const asking = ask(account, question(100));
    const answer = await asking.answer;
    expect(answer.text).toBe(wordsOf(100));
    expect(answer.usage.completionTokens).toBe(100);
    expect(
      asking.events
        .filter(({ type }) => type === "delta")
        .map((event) => "text" in event && event.text)
        .join(""),
    ).toBe(answer.text);
    const status = await new RawApi(network.proxy.origin, account.apiKey).job(answer.jobId);
    expect(status).toMatchObject({
      state: "done",
      problem: null,
      chargedNanoton: String(answer.chargedNanoton),
    });
  });

  it("pays less for what the machine remembers of the same conversation", async () => {
    const cacheSalt = new Uint8Array(32).fill(7);
    const messages = [{ role: "user", content: wordsOf(40) } as const];
    const first = await account.client.answer(question(40, { cacheSalt }));
    // Any of three machines may take the next turn; each remembers after its first.
    const later = await Promise.all(
      [1, 2, 3].map(() => account.client.answer(question(1, { cacheSalt, messages }))),
    );
    expect(first.usage.cachedTokens).toBe(0);
    for (const { usage, costNanoton: cost, receiptMismatches } of later) {
      expect(cost).toBe(costNanoton(parseQuote(QUOTE), usage));
      expect(receiptMismatches).toEqual([]);
    }
    const again = await account.client.answer(question(1, { cacheSalt, messages }));
    const other = await account.client.answer(question(1, { messages }));
    expect(other.usage.cachedTokens).toBe(0);
    expect(again.usage.promptTokens).toBe(other.usage.promptTokens);
  });

  it("comes from machines that follow from the client's random bytes alone", async () => {
    const chips = async (seed: string) => {
      const { client } = await network.newAccount({ seed });
      for await (const event of client.ask(question("?")))
        if (event.type === "sealed") return event.candidates.map(({ chipId }) => chipId);
      return [];
    };
    const drawn = [await chips("a"), await chips("a"), await chips("b")];
    expect(drawn[0]).toHaveLength(3);
    expect(drawn[1]).toEqual(drawn[0]);
    expect(drawn[2]).not.toEqual(drawn[0]);
  });

  it("comes for many questions at once, each its own", async () => {
    const texts = Array.from({ length: 30 }, (_, index) => `question ${index}`);
    const answers = await Promise.all(texts.map((text) => account.client.answer(question(text))));
    expect(answers.map(({ text }) => text)).toEqual(texts);
    expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(30);
    expect(answers.flatMap(({ receiptMismatches }) => receiptMismatches)).toEqual([]);
  });
});

describe("accounts", () => {
  it("see nothing of each other's jobs, money or statement", async () => {
    const other = await network.newAccount();
    const { jobId } = await account.client.answer(question("mine"));
    const raw = new RawApi(network.proxy.origin, other.apiKey);
    for (const path of [`/v1/jobs/${jobId}`, `/v1/jobs/${jobId}/frames?from=0`])
      expect((await raw.request(path)).status).toBe(404);
    expect((await raw.request(`/v1/jobs/${jobId}`, { method: "DELETE" })).status).toBe(404);
    expect(await other.client.cancel(jobId)).toBeNull();
    expect((await other.client.ledger()).entries.map(({ kind }) => kind)).toEqual(["deposit"]);
    expect((await other.client.account()).availableNanoton).toBe("5000000000");
    expect((await account.client.ledger()).entries.some(({ job }) => job?.jobId === jobId)).toBe(true);
  });

  it("pay no more than they have", async () => {
    const poor = await network.newAccount({ ton: "0.000000001" });
    const error = await failureOf(poor.client.answer(question("?")));
    expect(error).toBeInstanceOf(PayError);
    expect(error.code).toBe("insufficient_balance");
    expect((await poor.client.account()).availableNanoton).toBe("1");
  });

  it("are told what is served, and at what price", async () => {
    const [model] = await account.client.models();
    expect(model).toMatchObject({ id: MODEL, lowestQuote: QUOTE, highestQuote: QUOTE, workers: 4 });
    expect((await account.client.manifest(model?.manifest as string)).id).toBe(MODEL);
    const { verified, rejected } = await account.client.nodes();
    expect(verified).toHaveLength(4);
    expect(rejected).toEqual([]);
  });
});
