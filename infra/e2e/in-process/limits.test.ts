import { StopError, StreamInterruptedError } from "@cocoon/client";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { nanoton, priceCeilingNanoton } from "@cocoon/protocol/money";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, failureOf } from "../asking.ts";
import { RawApi } from "../raw-api.ts";
import { until } from "../../until.ts";
import { type Account, InProcessNetwork } from "./network.ts";
import { question, wordsOf } from "./question.ts";

let network: InProcessNetwork;
let account: Account;
let raw: RawApi;
beforeAll(async () => {
  network = await InProcessNetwork.start(["worker-1", "worker-2", "worker-3"]);
}, OPEN_TIMEOUT_MS);
beforeAll(async () => {
  account = await network.newAccount();
  raw = new RawApi(network.proxy.origin, account.apiKey);
});
afterAll(() => network.close());
afterEach(async () => {
  network.reins.release();
  await network.settled();
});

/** The job's status once it runs no more. */
const endOf = (jobId: string) =>
  until(
    "the job's end",
    async () => {
      const status = await raw.job(jobId);
      return status.chargedNanoton !== null && status;
    },
    10_000,
  );

describe("a job that its asker cancels", () => {
  it("costs before its first token the prompt that was computed, and makes the next one no cheaper", async () => {
    const cacheSalt = new Uint8Array(32).fill(9);
    network.reins.hold(0);
    const abort = new AbortController();
    const asking = ask(account, question("never mind", { cacheSalt, signal: abort.signal }));
    const { jobId } = await asking.first("sealed");
    await network.reins.stopped();
    abort.abort();
    const error = await failureOf(asking.answer);
    expect(error).toBeInstanceOf(StopError);
    expect(error.code).toBe("aborted");
    expect(await endOf(jobId)).toMatchObject({
      state: "cancelled",
      problem: "cancelled",
      // Four tokens of the prompt at 20 nanoton.
      chargedNanoton: "80",
    });
    expect(await account.client.pending()).toEqual([]);
    network.reins.release();
    const { usage } = await account.client.answer(question("never mind", { cacheSalt }));
    expect(usage).toMatchObject({ promptTokens: 4, cachedTokens: 0 });
  });

  it("costs in mid-stream what was made until then", async () => {
    const before = await network.available(account);
    network.reins.hold(4);
    const abort = new AbortController();
    const asking = ask(account, question(60, { signal: abort.signal }));
    const { jobId } = await asking.first("sealed");
    await network.reins.stopped();
    await asking.first("delta");
    abort.abort();
    expect((await failureOf(asking.answer)).code).toBe("aborted");
    const { state, chargedNanoton, outerReceipt } = await endOf(jobId);
    expect(state).toBe("cancelled");
    expect(outerReceipt).not.toBeNull();
    // 62 tokens of the prompt and 4 of the answer, rounded to five significant bits.
    expect(Number(chargedNanoton)).toBeGreaterThan(1_400);
    expect(Number(chargedNanoton)).toBeLessThan(1_600);
    expect(before - (await network.available(account))).toBe(BigInt(chargedNanoton as string));
  });

  it("frees its machine for the next one", async () => {
    network.reins.hold(0);
    const many = Array.from({ length: 20 }, () => {
      const abort = new AbortController();
      return { abort, asking: ask(account, question("waits", { signal: abort.signal })) };
    });
    await Promise.all(many.map(({ asking }) => asking.first("sealed")));
    await network.reins.stopped();
    for (const { abort } of many) abort.abort();
    const errors = await Promise.all(many.map(({ asking }) => failureOf(asking.answer)));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["aborted"]));
    network.reins.release();
    expect((await account.client.answer(question("and I?"))).text).toBe("and I?");
  });
});

describe("a price ceiling", () => {
  it("ends the answer where the next token would cost more", async () => {
    // 62 prompt tokens at 20 and ten of the answer at 60 nanoton.
    const asking = account.client.answer(question(60, { priceCeilingNanoton: nanoton(1_856n) }));
    const answer = await asking;
    expect(answer).toMatchObject({ finish: "ceiling", text: wordsOf(10), receiptMismatches: [] });
    expect(answer.chargedNanoton).toBeLessThanOrEqual(1_856n);
  });

  it("is by default what the sizes allow, and all of it comes back but the cost", async () => {
    const asking = ask(account, question("How much?"));
    const { priceCeilingNanoton: ceiling, quote } = await asking.first("sealed");
    expect(ceiling).toBe(priceCeilingNanoton(quote, 4096, 128));
    const { chargedNanoton } = await asking.answer;
    expect(chargedNanoton).toBeLessThan(ceiling);
  });

  it("that the prompt alone exceeds is refused by the machine, and nothing is charged", async () => {
    const before = await network.available(account);
    const error = await failureOf(
      account.client.answer(question(60, { priceCeilingNanoton: nanoton(1_024n) })),
    );
    expect(error.code).toBe("ceiling_too_low");
    await network.settled();
    expect(await network.available(account)).toBe(before);
  });
});

describe("a deadline", () => {
  it("before the first frame releases everything", async () => {
    const before = await network.available(account);
    network.reins.hold(0);
    const asking = ask(account, question("Too late?", { deadlineMs: 1_000 }));
    const { jobId } = await asking.first("sealed");
    expect((await failureOf(asking.answer)).code).toBe("deadline_exceeded");
    expect(await endOf(jobId)).toMatchObject({
      state: "expired",
      problem: "deadline_exceeded",
      chargedNanoton: "0",
    });
    await network.settled();
    expect(await network.available(account)).toBe(before);
  });

  it("in mid-stream ends the answer with what was made, and charges that", async () => {
    network.reins.hold(3);
    const asking = ask(account, question(60, { deadlineMs: 1_500 }));
    const { jobId } = await asking.first("sealed");
    const outcome = await asking.answer.catch((error: unknown) => error);
    if (outcome instanceof StreamInterruptedError) expect(outcome.partialText).toBe(wordsOf(3));
    else expect(outcome).toMatchObject({ text: wordsOf(3), finish: "cancelled" });
    const { state, problem, chargedNanoton } = await endOf(jobId);
    expect({ state, problem }).toEqual({ state: "interrupted", problem: "deadline_exceeded" });
    expect(Number(chargedNanoton)).toBeGreaterThan(1_300);
  });
});
