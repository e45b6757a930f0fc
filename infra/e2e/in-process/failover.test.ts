import { StreamInterruptedError } from "@cocoon/client";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { fromBase64Url } from "@cocoon/protocol/bytes";
import { costNanoton, parseQuote } from "@cocoon/protocol/money";
import { verifyRunningReceipt } from "@cocoon/protocol/receipt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, failureOf } from "../asking.ts";
import { RawApi } from "../raw-api.ts";
import { until } from "../../until.ts";
import { type Account, InProcessNetwork, QUOTE, RARE_MODEL } from "./network.ts";
import { question, wordsOf } from "./question.ts";

let network: InProcessNetwork;
let account: Account;
let raw: RawApi;
let workers = 4;
beforeAll(async () => {
  network = await InProcessNetwork.start(["worker-1", "worker-2", "worker-3", "worker-4"]);
}, OPEN_TIMEOUT_MS);
afterAll(() => network.close());
// A new one each time: an account keeps to the machines it drew first, and here they are killed.
beforeEach(async () => {
  account = await network.newAccount();
  raw = new RawApi(network.proxy.origin, account.apiKey);
});
afterEach(async () => {
  network.reins.release();
  await network.settled();
});

/** One more machine in the place of a lost one. */
const replace = () => network.join(`worker-${++workers}`);

const jobIdOf = async (asking: ReturnType<typeof ask>): Promise<string> =>
  (await asking.first("sealed")).jobId;

describe("a worker that dies before its first frame", () => {
  it("is replaced by another candidate, and the client notices nothing", async () => {
    network.reins.hold(0);
    const asking = ask(account, question("Who answers?"));
    const lost = await network.reins.stopped();
    await network.kill(lost);
    network.reins.release();
    const answer = await asking.answer;
    expect(answer).toMatchObject({ text: "Who answers?", attempt: 2, receiptMismatches: [] });
    const seen = new Set(asking.events.map(({ type }) => type));
    for (const trouble of ["reconnecting", "resealing", "node-rejected"] as const)
      expect(seen).not.toContain(trouble);
    expect(asking.events.filter(({ type }) => type === "sealed" || type === "started")).toHaveLength(2);
    await replace();
  });

  it("is resealed around when no candidate is left", async () => {
    network.reins.hold(0);
    const asking = ask(account, question("Still there?"));
    for (let lost = 0; lost < 3; lost++) await network.kill(await network.reins.stopped());
    network.reins.release();
    const answer = await asking.answer;
    expect(answer).toMatchObject({ text: "Still there?", attempt: 1, receiptMismatches: [] });
    const seals = asking.events.flatMap((event) => (event.type === "sealed" ? [event] : []));
    expect(seals.map(({ seal }) => seal)).toEqual([1, 2]);
    expect(asking.events).toContainEqual({ type: "resealing", code: "reseal_required" });
    expect(seals[0]?.candidates.map(({ chipId }) => chipId)).not.toContain(answer.node.chipId);
    const lines = (await account.client.ledger()).entries.filter(({ job }) => job?.jobId === answer.jobId);
    // Two posts of one job, each with a hold of its own: only the one that was answered has cost anything.
    expect(lines.map(({ kind }) => kind)).toEqual(["job", "job"]);
    expect(lines.filter(({ amountNanoton }) => amountNanoton !== "0")).toHaveLength(1);
    for (let joined = 0; joined < 3; joined++) await replace();
  });
});

describe("a worker that dies in mid-stream", () => {
  it("is charged by the last running receipt that was relayed", async () => {
    const before = await network.available(account);
    network.reins.hold(5);
    const asking = ask(account, question(60));
    const stopped = await network.reins.stopped();
    const jobId = await jobIdOf(asking);
    const { node } = await asking.first("started");
    // The fourth frame has a running receipt behind it, which stands once the fifth was relayed.
    await raw.untilFrame(jobId, 4);
    await network.kill(stopped);
    const error = await failureOf(asking.answer);
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(error).toMatchObject({ code: "stream_interrupted", partialText: wordsOf(5) });
    const { state, chargedNanoton, outerReceipt, problem } = await raw.job(jobId);
    expect({ state, problem }).toEqual({ state: "interrupted", problem: "stream_interrupted" });
    const receipt = verifyRunningReceipt(fromBase64Url(outerReceipt as string), node.signPk);
    const exact = costNanoton(parseQuote(QUOTE), { promptTokens: 62, cachedTokens: 0, completionTokens: 5 });
    expect(receipt?.seq).toBeGreaterThanOrEqual(3);
    // To one of its neighbours of five significant bits, which lie 64 apart there.
    expect(Math.abs(Number(receipt?.costNanoton) - Number(exact))).toBeLessThan(64);
    expect(chargedNanoton).toBe(receipt?.costNanoton.toString());
    expect(before - (await network.available(account))).toBe(receipt?.costNanoton);
    await replace();
  });

  it("costs nothing when no running receipt was relayed", async () => {
    // Its fourth frame, with the first running receipt, leaves three seconds after the first.
    await network.join("worker-slow", { models: [RARE_MODEL], tickMs: 1_000 });
    const before = await network.available(account);
    network.reins.hold(1);
    const asking = ask(account, question(60, { model: RARE_MODEL }));
    await asking.first("started");
    await network.kill("worker-slow");
    expect((await failureOf(asking.answer)).code).toBe("stream_interrupted");
    expect(await raw.job(await jobIdOf(asking))).toMatchObject({ chargedNanoton: "0", outerReceipt: null });
    expect(await network.available(account)).toBe(before);
  });
});

describe("a stream", () => {
  it("can be read again from any frame, with the same bytes", async () => {
    const { jobId } = await account.client.answer(question(100));
    const all = [];
    for await (const record of raw.frames(jobId)) if (record.type === "frame") all.push(record);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index));
    const later = [];
    for await (const record of raw.frames(jobId, 3)) if (record.type === "frame") later.push(record);
    expect(later).toEqual(all.slice(3));
  });

  it("is resumed by the client where its connection broke", async () => {
    let cuts = 0;
    const cutting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!new URL(response.url).pathname.endsWith("/frames") || cuts >= 3 || !response.body) return response;
      cuts++;
      return new Response(response.body.pipeThrough(cutAfter(1_500)), response);
    };
    const { client } = await network.newAccount({ fetch: cutting });
    const asking = ask({ client }, question(120, { maxTokens: 200 }));
    const answer = await asking.answer;
    expect(answer).toMatchObject({ text: wordsOf(120), receiptMismatches: [] });
    expect(asking.events.map(({ type }) => type)).toContain("reconnecting");
    expect(cuts).toBe(3);
  });

  it("tells many readers the same", async () => {
    network.reins.hold(3);
    const asking = ask(account, question(50));
    const jobId = await jobIdOf(asking);
    await asking.first("started");
    const readers = Array.from({ length: 5 }, async () => {
      const bytes: Uint8Array[] = [];
      for await (const record of raw.frames(jobId)) if (record.type === "frame") bytes.push(record.frame);
      return Buffer.concat(bytes).toString("hex");
    });
    network.reins.release();
    const streams = await Promise.all(readers);
    expect(new Set(streams).size).toBe(1);
    await asking.answer;
    await until("the settled job", async () => (await raw.job(jobId)).state === "done", 5_000);
  });
});

/** Ends a body after so many bytes, as a cut connection does. */
const cutAfter = (bytes: number): TransformStream<Uint8Array, Uint8Array> => {
  let left = bytes;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) controller.terminate();
    },
  });
};
