import type { VerifiedNode } from "@cocoon/protocol/attestation";
import { fromBase64Url, toHex } from "@cocoon/protocol/bytes";
import { ReplaySet } from "@cocoon/protocol/envelope";
import { costNanoton, isRounded5, nanoton, parseQuote } from "@cocoon/protocol/money";
import {
  type UsageReceipt,
  verifyOuterReceipt,
  verifyRunningReceipt,
  verifyUsageReceipt,
} from "@cocoon/protocol/receipt";
import { checkReceipt, isFrameCountBucket, type ResponseRecord } from "@cocoon/protocol/response";
import { beforeAll, describe, expect, it } from "vitest";
import type { WorkerKey } from "../identity/worker-key.ts";
import { EchoEngine, type EchoOptions } from "../testing/echo-engine.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { ManualTicker } from "../testing/manual-ticker.ts";
import {
  type LeaseChanges,
  MANIFEST,
  NOW_MS,
  PRICE,
  PRICES,
  ROSTER_HEADER,
  TestNetwork,
} from "../testing/network.ts";
import { RecordingCarrier, textOf } from "../testing/recording-carrier.ts";
import { servedModel } from "../testing/test-worker.ts";
import { KnownRosters } from "./known-rosters.ts";
import { runLease, type SessionDeps } from "./run-lease.ts";
import { Catalogue } from "./served-model.ts";

let network: TestNetwork;
let key: WorkerKey;
let node: VerifiedNode;

beforeAll(async () => {
  network = await TestNetwork.create();
  key = await network.key();
  node = await network.verified(key);
}, 60_000);

const WORDS = "one two three four five six seven eight nine ten";
const logged: string[] = [];

async function depsFor(engine: EchoEngine, ticker: ManualTicker): Promise<SessionDeps> {
  const model = servedModel(MANIFEST, PRICES);
  await engine.load([model.file]);
  const rosters = new KnownRosters(null, new ManualClock(NOW_MS), () => undefined);
  rosters.take(fromBase64Url(ROSTER_HEADER));
  return {
    engine,
    catalogue: new Catalogue([model]),
    rosters,
    replay: new ReplaySet(),
    clock: new ManualClock(NOW_MS),
    ticker,
    log: (level, event, fields) => logged.push(JSON.stringify({ level, event, ...fields })),
    keySpent: () => undefined,
  };
}

/** One lease that runs by itself up to the first tick. */
async function begin(content: string, echo: EchoOptions = {}, changes: LeaseChanges = {}) {
  const ticker = new ManualTicker();
  const carrier = new RecordingCarrier();
  const cancel = new AbortController();
  const lose = new AbortController();
  const { lease, sealed } = await network.lease([node], content, changes);
  const deps = await depsFor(new EchoEngine(echo), ticker);
  const run = { lease, key, carrier, cancelled: cancel.signal, lost: lose.signal };
  const over = runLease(run, deps);
  return { ticker, carrier, cancel, lose, sealed, over };
}

const whole = async (content: string, echo?: EchoOptions, changes?: LeaseChanges) => {
  const job = await begin(content, echo, changes);
  await job.ticker.until(job.over);
  return { ...job, ...(await job.carrier.read(job.sealed.exchange)) };
};

const receiptOf = (records: readonly ResponseRecord[]): UsageReceipt => {
  const record = records.find(({ type }) => type === "receipt");
  const receipt = record?.type === "receipt" && verifyUsageReceipt(record.bytes, node.signPk);
  if (!receipt) throw new Error("no valid receipt");
  return receipt;
};

/** Holds the engine before token `at` until released. */
const gate = (at: number) => {
  let release: () => void = () => undefined;
  let reach: () => void = () => undefined;
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const pace = async (token: number) => {
    if (token !== at) return;
    reach();
    await open;
  };
  return { pace, release, reached };
};

type Gate = ReturnType<typeof gate>;

describe("a whole answer", () => {
  it("is what the engine made, ends with its receipt and passes every check of the asker", async () => {
    const { opener, records, carrier, sealed } = await whole(WORDS);
    expect(textOf(records)).toBe(WORDS);
    expect(opener.finished).toBe(true);
    expect(isFrameCountBucket(carrier.frames.length)).toBe(true);
    const receipt = receiptOf(records);
    expect(receipt).toMatchObject({
      finish: "stop",
      promptTokens: 12,
      cachedTokens: 0,
      completionTokens: 10,
      attempt: 1,
    });
    expect(receipt.requestHash).toBe(toHex(sealed.header.transcript));
    const [outer] = carrier.bytesOf("done");
    const record = records.find(({ type }) => type === "receipt");
    const check = checkReceipt({
      receipt: (record as { bytes: Uint8Array }).bytes,
      outer: outer ?? null,
      opener,
      signPk: node.signPk,
      modelManifest: sealed.header.modelManifest,
      quote: parseQuote(PRICE),
      maxTokens: 64,
      priceCeilingNanoton: nanoton(31_744n),
    });
    expect(check.mismatches).toEqual([]);
  });

  it("is sent header first, frames in order, done last", async () => {
    const { carrier } = await whole(WORDS);
    const kinds = carrier.sent.map(({ type }) => type);
    expect(kinds[0]).toBe("header");
    expect(kinds.at(-1)).toBe("done");
    expect(kinds.filter((kind) => kind === "done" || kind === "header")).toHaveLength(2);
    expect(carrier.sent.flatMap((part) => (part.type === "frame" ? [part.seq] : []))).toEqual(
      carrier.frames.map((_, index) => index),
    );
  });

  it("names the lease's attempt", async () => {
    const { opener } = await whole("hi", {}, { attempt: 3 });
    expect(opener.header.attempt).toBe(3);
  });

  it("may be empty, and still has its frames and its price", async () => {
    const { records, carrier } = await whole("hi", { answer: () => "" });
    expect(textOf(records)).toBe("");
    expect(carrier.frames).toHaveLength(4);
    expect(receiptOf(records)).toMatchObject({ finish: "stop", completionTokens: 0, costNanoton: 3n });
  });

  it("ends at the tokens asked for", async () => {
    const { records } = await whole(WORDS, {}, { request: { maxTokens: 3 } });
    expect(textOf(records)).toBe("one two three");
    expect(receiptOf(records)).toMatchObject({ finish: "length", completionTokens: 3 });
  });

  it("ends where the next token would cost more than the ceiling", async () => {
    const { records } = await whole(WORDS, {}, { request: { priceCeilingNanoton: "20" } });
    expect(textOf(records)).toBe("one two three four");
    const receipt = receiptOf(records);
    expect(receipt).toMatchObject({ finish: "ceiling", completionTokens: 4, costNanoton: 20n });
  });

  it("ends before a stop string, whose tokens it still counts", async () => {
    const { records } = await whole(WORDS, {}, { request: { sampling: { stop: [" four five"] } } });
    expect(textOf(records)).toBe("one two three");
    expect(receiptOf(records)).toMatchObject({ finish: "stop", completionTokens: 5 });
  });

  it("gives the text held for a stop string that did not come", async () => {
    const { records } = await whole(WORDS, {}, { request: { sampling: { stop: ["ten eleven"] } } });
    expect(textOf(records)).toBe(WORDS);
  });

  it("keeps characters whole over frames", async () => {
    const text = "шёлк ".repeat(300).trim();
    const { records, carrier } = await whole(
      "hi",
      { answer: () => text },
      { request: { maxTokens: 400 }, maxTokensBucket: 512 },
    );
    expect(textOf(records)).toBe(text);
    expect(carrier.frames.length).toBeGreaterThan(5);
  });
});

describe("ticks", () => {
  it("send nothing before the first token, then a frame each, with or without content", async () => {
    const first = gate(0);
    const third = gate(2);
    const pace = (token: number) => first.pace(token).then(() => third.pace(token));
    const { ticker, carrier, over } = await begin(WORDS, { pace });
    await first.reached;
    expect(carrier.sent).toEqual([]);
    first.release();
    await ticker.awaited();
    expect(carrier.sent).toEqual([]);
    await third.reached;
    for (const frames of [1, 2, 3]) {
      await ticker.tick();
      await ticker.awaited();
      expect(carrier.frames).toHaveLength(frames);
    }
    third.release();
    await ticker.until(over);
    expect(carrier.bytesOf("done")).toHaveLength(1);
  });

  it("send the cover frames one by one", async () => {
    const { ticker, carrier, over } = await begin("hi");
    const counts: number[] = [];
    let done = false;
    void over.then(() => {
      done = true;
    });
    while (!done) {
      await Promise.race([ticker.tick(), over]);
      counts.push(carrier.frames.length);
    }
    const steps = counts.map((count, index) => count - (counts[index - 1] ?? 0));
    expect(Math.max(...steps)).toBe(1);
    expect(carrier.frames).toHaveLength(4);
  });

  it("wait while the link takes nothing, and the engine with them", async () => {
    const long = "word ".repeat(8_000).trim();
    let made = 0;
    const options = { answer: () => long, pace: () => void made++ };
    const request = { maxTokens: 4_000, priceCeilingNanoton: "31744" };
    const { ticker, carrier, over } = await begin("hi", options, { request, maxTokensBucket: 4_096 });
    carrier.pause();
    await ticker.tick();
    expect(carrier.frames).toEqual([]);
    expect(made).toBeLessThan(4_000);
    carrier.resume();
    await ticker.until(over);
    expect(made).toBe(4_000);
    expect(carrier.bytesOf("done")).toHaveLength(1);
  });
});

describe("running receipts", () => {
  it("come at each bucket of the frame count but the last, rounded, with the cost so far", async () => {
    const { carrier } = await whole(
      "hi",
      { answer: () => "lorem ".repeat(600).trim() },
      {
        request: { maxTokens: 700 },
        maxTokensBucket: 1_024,
      },
    );
    const running = carrier.bytesOf("running").map((bytes) => verifyRunningReceipt(bytes, node.signPk));
    expect(running.length).toBeGreaterThan(0);
    for (const receipt of running) {
      expect(receipt).not.toBeNull();
      expect(isRounded5(receipt?.costNanoton as bigint)).toBe(true);
    }
    const outer = verifyOuterReceipt(carrier.bytesOf("done")[0] as Uint8Array, node.signPk);
    expect(running.at(-1)?.costNanoton as bigint).toBeLessThanOrEqual(outer?.costNanoton as bigint);
  });

  it("name the last frame sent before them, and come before the next", async () => {
    const { carrier } = await whole(
      "hi",
      { answer: () => "lorem ".repeat(300).trim() },
      {
        request: { maxTokens: 400 },
        maxTokensBucket: 512,
      },
    );
    expect(carrier.bytesOf("running").length).toBeGreaterThan(0);
    carrier.sent.forEach((part, index) => {
      if (part.type !== "running") return;
      const before = carrier.sent[index - 1];
      expect(before?.type === "frame" && before.seq).toBe(verifyRunningReceipt(part.bytes, node.signPk)?.seq);
    });
  });

  it("come at the buckets of a slow answer too, while the engine thinks", async () => {
    const second = gate(1);
    const { ticker, carrier, over } = await begin(WORDS, { pace: second.pace });
    for (let frames = 0; frames < 5; frames++) await ticker.tick();
    await ticker.awaited();
    expect(carrier.frames).toHaveLength(5);
    expect(carrier.bytesOf("running").map((bytes) => verifyRunningReceipt(bytes, node.signPk)?.seq)).toEqual([
      3, 4,
    ]);
    second.release();
    await ticker.until(over);
  });
});

describe("cancelling", () => {
  it("before any of the prompt is computed refuses, so that nothing is charged", async () => {
    const first = gate(0);
    const { carrier, cancel, over } = await begin(WORDS, { promptPace: first.pace });
    await first.reached;
    cancel.abort();
    await over;
    expect(carrier.refusal).toBe("cancelled");
  });

  it.each([
    ["in the middle of the prompt", 5, (pace: Gate["pace"]) => ({ promptPace: pace }), 5],
    ["after the whole prompt", 0, (pace: Gate["pace"]) => ({ pace }), 12],
  ])("%s is answered without text, for what of the prompt was computed", async (_, at, held, computed) => {
    const gated = gate(at);
    const { ticker, carrier, cancel, sealed, over } = await begin(WORDS, held(gated.pace));
    await gated.reached;
    cancel.abort();
    await ticker.until(over);
    const { opener, records } = await carrier.read(sealed.exchange);
    expect(opener.finished).toBe(true);
    expect(textOf(records)).toBe("");
    const receipt = receiptOf(records);
    expect(receipt).toMatchObject({ finish: "cancelled", promptTokens: computed, completionTokens: 0 });
    expect(receipt.costNanoton).toBe(costNanoton(parseQuote(PRICE), receipt));
    expect(carrier.bytesOf("done")).toHaveLength(1);
  });

  it("after it ends the answer at once with what was made, without waiting for ticks", async () => {
    const third = gate(2);
    const { ticker, carrier, cancel, sealed, over } = await begin(WORDS, { pace: third.pace });
    await third.reached;
    await ticker.tick();
    cancel.abort();
    await ticker.tick();
    await over;
    const { opener, records } = await carrier.read(sealed.exchange);
    expect(opener.finished).toBe(true);
    expect(textOf(records)).toBe("one two");
    expect(receiptOf(records)).toMatchObject({ finish: "cancelled", completionTokens: 2 });
    expect(carrier.bytesOf("done")).toHaveLength(1);
  });

  it("stops everything when the link is lost, without another message", async () => {
    const third = gate(2);
    const { ticker, carrier, lose, over } = await begin(WORDS, { pace: third.pace });
    await third.reached;
    await ticker.tick();
    lose.abort();
    const sent = carrier.sent.length;
    await ticker.until(over);
    expect(carrier.sent.length).toBe(sent);
    expect(carrier.bytesOf("done")).toEqual([]);
  });
});

describe("an engine that fails", () => {
  const failAt = (at: number): EchoOptions => ({
    pace: (token) => {
      if (token === at) throw new Error(`secret ${WORDS}`);
    },
  });

  it("before the first token refuses, so that another worker may answer", async () => {
    const { carrier, ticker, over } = await begin(WORDS, failAt(0));
    await ticker.until(over);
    expect(carrier.refusal).toBe("engine_failed");
  });

  it("after it says so in the stream, and charges what was made", async () => {
    const { records, opener } = await whole(WORDS, failAt(3));
    expect(opener.finished).toBe(true);
    expect(textOf(records)).toBe("one two three");
    expect(records.find(({ type }) => type === "error")).toMatchObject({ code: "engine_failed" });
    const receipt = receiptOf(records);
    expect(receipt.finish).toBe("error");
    expect(receipt.costNanoton).toBe(costNanoton(parseQuote(PRICE), receipt));
  });

  it("has none of a person's text in the log", async () => {
    await whole(WORDS, failAt(3));
    expect(logged.join("\n")).toContain("engine_failed");
    expect(logged.join("\n")).not.toContain("secret");
  });
});

describe("a refusal", () => {
  it("is one message with its code and nothing else", async () => {
    const { carrier, over } = await begin("hi", {}, { terms: { priceCeilingNanoton: "1" } });
    await over;
    expect(carrier.refusal).toBe("quote_mismatch");
  });
});
