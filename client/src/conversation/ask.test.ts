import { CocoonError } from "@cocoon/protocol/api";
import { toHex, utf8 } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ClientError, FixRequestError, StopError, StreamInterruptedError } from "../errors.ts";
import { MemoryStore } from "../store.ts";
import { newNetwork, question, type TestNetwork } from "../testing/network.ts";
import { answered, ended, firstAnswer, type Post, TestProxy } from "../testing/proxy.ts";
import type { TestWorker } from "../testing/worker.ts";
import type { CocoonClient } from "./client.ts";
import type { AskEvent } from "./events.ts";

let network: TestNetwork;
let workers: readonly TestWorker[];
beforeAll(async () => {
  network = await newNetwork();
  workers = await network.workers(4);
});

let proxy: TestProxy;
let store: MemoryStore;
let client: CocoonClient;
beforeEach(() => {
  proxy = new TestProxy(workers);
  store = new MemoryStore();
  client = network.client(proxy, store);
});

const failure = (asking: Promise<unknown>): Promise<ClientError> =>
  asking.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: ClientError) => error,
  );

const chipsOf = (post: Post) => post.workers.map(({ entry }) => entry.chipId);
const contains = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(text);

describe("an ask", () => {
  it("gives the opened answer, its exact cost and a receipt that agrees", async () => {
    const events: AskEvent[] = [];
    const answer = await client.answer(question("What is Cocoon?"), (event) => events.push(event));
    expect(answer).toMatchObject({ text: "Hello world", finish: "stop", attempt: 1, receiptMismatches: [] });
    expect(answer.usage).toEqual({ promptTokens: 1_000, cachedTokens: 0, completionTokens: 37 });
    expect(answer.costNanoton).toBeGreaterThan(0n);
    expect(answer.chargedNanoton).not.toBeNull();
    expect(answer.node.simulated).toBe(true);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === "node-verified")).toHaveLength(3);
    expect([...new Set(types.slice(types.indexOf("sealed")))]).toEqual([
      "sealed",
      "queued",
      "started",
      "delta",
      "done",
    ]);
    expect(await store.pendingJobs()).toEqual([]);
  });

  it("shows the proxy no part of the prompt", async () => {
    await client.answer(question("marker-7f3a"));
    expect(proxy.posts.some(({ envelope }) => contains(envelope, "marker-7f3a"))).toBe(false);
    expect(
      workers.some(({ opened }) => opened.some(({ messages }) => messages[0]?.content === "marker-7f3a")),
    ).toBe(true);
  });

  it("notes the job in the store before its bytes leave", async () => {
    let noted = 0;
    proxy.onPost = async (post) => {
      noted = (await store.pendingJobs()).filter(
        ({ jobId }) => jobId === toHex(post.header.requestId),
      ).length;
      return answered(post, await firstAnswer(post));
    };
    await client.answer(question("?"));
    expect(noted).toBe(1);
  });

  it("looks at each key's evidence once, and once more against its own nonce", async () => {
    for (let i = 0; i < 6; i++) await client.answer(question("?"));
    const looks = proxy.requests.filter((request) => request.includes("evidence"));
    for (const { entry } of workers)
      expect(looks.filter((request) => request.includes(entry.keyId)).length).toBeLessThanOrEqual(2);
  });

  it.each([
    ["an empty prompt", { messages: [{ role: "user", content: " \n" }] }, "empty_prompt"],
    ["no message", { messages: [] }, "empty_prompt"],
    [
      "a prompt over 1 MiB",
      { messages: [{ role: "user", content: "x".repeat(1_048_577) }] },
      "prompt_too_long",
    ],
    ["no tokens", { maxTokens: 0 }, "invalid_option"],
    ["too many tokens", { maxTokens: 65_537 }, "invalid_option"],
    ["a deadline too far", { deadlineMs: 16 * 60_000 }, "invalid_option"],
  ] as const)("refuses %s before anything is sent", async (_what, change, code) => {
    const error = await failure(client.answer({ ...question("?"), ...change }));
    expect(error).toBeInstanceOf(FixRequestError);
    expect(error.code).toBe(code);
    expect(proxy.requests).toEqual([]);
  });

  it("refuses a prompt that fits no envelope before it posts", async () => {
    const error = await failure(client.answer(question("x".repeat(1_048_500))));
    expect(error.code).toBe("prompt_too_long");
    expect(proxy.posts).toEqual([]);
  });

  it("names a model that nobody serves", async () => {
    expect((await failure(client.answer({ ...question("?"), model: "other" }))).code).toBe("unknown_model");
  });

  it("sends nothing under the least ceiling of its size", async () => {
    const asking = failure(client.answer({ ...question("?"), priceCeilingNanoton: nanoton(33n) }));
    expect((await asking).code).toBe("ceiling_too_low");
    expect(proxy.posts).toEqual([]);
  });

  it("holds no more than the person's ceiling, in five significant bits", async () => {
    let ceiling = 0n;
    for await (const event of client.ask({ ...question("?"), priceCeilingNanoton: nanoton(1_234n) }))
      if (event.type === "sealed") ceiling = event.priceCeilingNanoton;
    expect(ceiling).toBe(1_216n);
  });

  it("says that every machine asks more than the quote", async () => {
    const zero = nanoton(0n);
    const quote = { promptNanoton: zero, cachedNanoton: zero, outputNanoton: zero };
    expect((await failure(client.answer({ ...question("?"), quote }))).code).toBe("quote_too_low");
  });

  it("sends nothing under a policy that accepts no node", async () => {
    const strict = network.client(proxy, store, { policy: network.productionPolicy });
    const error = await failure(strict.answer(question("?")));
    expect(error.code).toBe("no_node_accepted");
    expect(error).toBeInstanceOf(StopError);
    expect(proxy.posts).toEqual([]);
    const { verified, rejected } = await strict.nodes();
    expect(verified).toEqual([]);
    expect(rejected.map(({ code }) => code)).toEqual(workers.map(() => "root_not_pinned"));
  });
});

describe("what can go wrong on the way", () => {
  it("posts the same bytes again when the connection drops or the queue loses the job", async () => {
    proxy.onPost = async (post) => {
      if (post.number === 1) return "drop the connection";
      if (post.number === 2) return ended(post, "failed", "job_lost");
      return answered(post, await firstAnswer(post));
    };
    expect((await client.answer(question("?"))).text).toBe("Hello world");
    const [first, ...others] = proxy.posts.map(({ envelope }) => toHex(envelope));
    expect(others).toEqual([first, first]);
  });

  it("waits for the workers to dial again when they went with the job", async () => {
    proxy.onPost = async (post) => {
      if (post.number === 1) return ended(post, "failed", "job_lost");
      if (post.number === 2) return new CocoonError("unknown_model");
      return answered(post, await firstAnswer(post));
    };
    expect((await client.answer(question("?"))).text).toBe("Hello world");
    expect(proxy.posts).toHaveLength(3);
  });

  it("does not wait for a model that was never there", async () => {
    proxy.onPost = async () => new CocoonError("unknown_model");
    expect((await failure(client.answer(question("?")))).code).toBe("unknown_model");
    expect(proxy.posts).toHaveLength(1);
  });

  it("resumes a stream that breaks", async () => {
    proxy.cuts = [3];
    const types: string[] = [];
    const answer = await client.answer(question("?"), ({ type }) => types.push(type));
    expect(answer.text).toBe("Hello world");
    expect(answer.receiptMismatches).toEqual([]);
    expect(types).toContain("reconnecting");
  });

  it("seals anew for the same job, keeping candidates, at most twice", async () => {
    proxy.onPost = async (post) =>
      post.number < 3
        ? ended(post, "reseal_required", "reseal_required")
        : answered(post, await firstAnswer(post));
    expect((await client.answer(question("?"))).text).toBe("Hello world");
    const [one, two, three] = proxy.posts as [Post, Post, Post];
    expect(toHex(two.header.requestId)).toBe(toHex(one.header.requestId));
    expect(toHex(two.header.transcript)).not.toBe(toHex(one.header.transcript));
    expect(chipsOf(two)).toEqual(expect.arrayContaining(chipsOf(one)));
    expect([one, two, three].map((post) => post.workers.length)).toEqual([3, 4, 4]);
  });

  it("gives up after the third seal", async () => {
    proxy.onPost = async (post) => ended(post, "reseal_required", "reseal_required");
    expect((await failure(client.answer(question("?")))).code).toBe("reseals_exhausted");
    expect(proxy.posts).toHaveLength(3);
  });

  it("does not seal again once text has come, whatever the proxy says", async () => {
    proxy.onPost = async (post) => [
      ...answered(post, await firstAnswer(post)).slice(0, 3),
      ...ended(post, "reseal_required", "reseal_required"),
    ];
    const error = await failure(client.answer(question("?")));
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(error).toMatchObject({ code: "reseal_required", partialText: "Hello " });
    expect(proxy.posts).toHaveLength(1);
  });

  it("reseals when a candidate has left since the list was fetched", async () => {
    proxy.onPost = async (post) =>
      post.number === 1 ? new CocoonError("unknown_candidate") : answered(post, await firstAnswer(post));
    expect((await client.answer(question("?"))).text).toBe("Hello world");
  });

  it("takes an answer without its final frame for incomplete, with the text that came", async () => {
    proxy.onPost = async (post) => {
      const records = answered(post, await firstAnswer(post));
      const frames = records.filter(({ type }) => type === "frame");
      return records.filter((record) => record !== frames.at(-1));
    };
    const error = await failure(client.answer(question("?")));
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(error).toMatchObject({ code: "stream_incomplete", partialText: "Hello world" });
  });

  it("tells an interrupted stream with what was delivered", async () => {
    proxy.onPost = async (post) => [
      ...answered(post, await firstAnswer(post)).slice(0, 3),
      ...ended(post, "interrupted", "stream_interrupted"),
    ];
    const error = await failure(client.answer(question("?")));
    expect(error).toMatchObject({ code: "stream_interrupted", partialText: "Hello " });
  });

  it("accepts nothing of a changed frame", async () => {
    proxy.onPost = async (post) => {
      const answer = await firstAnswer(post);
      const frames = answer.frames.map((frame) => frame.map((byte, i) => (i === 100 ? byte ^ 1 : byte)));
      return answered(post, { ...answer, frames });
    };
    const deltas: string[] = [];
    const asking = client.answer(question("?"), (event) => event.type === "delta" && deltas.push(event.text));
    expect((await failure(asking)).code).toBe("stream_forged");
    expect(deltas).toEqual([]);
  });

  it("tells why a worker could not finish", async () => {
    const records = [{ type: "error", code: "engine_failed", sentence: "x" }] as const;
    proxy.onPost = async (post) => answered(post, await firstAnswer(post, { records }));
    expect((await failure(client.answer(question("?")))).code).toBe("engine_failed");
  });

  it.each(["insufficient_balance", "unauthorized", "ceiling_malformed"] as const)(
    "passes %s on",
    async (code) => {
      proxy.onPost = async () => new CocoonError(code);
      expect((await failure(client.answer(question("?")))).code).toBe(code);
      expect(await store.pendingJobs()).toEqual([]);
    },
  );

  it("cancels at the proxy when the caller aborts or leaves", async () => {
    const abort = new AbortController();
    const aborted = client.answer({ ...question("?"), signal: abort.signal }, (event) => {
      if (event.type === "delta") abort.abort();
    });
    expect((await failure(aborted)).code).toBe("aborted");
    for await (const event of client.ask(question("?"))) if (event.type === "started") break;
    expect(proxy.requests.filter((request) => request.startsWith("DELETE"))).toHaveLength(2);
    expect(await store.pendingJobs()).toEqual([]);
  });
});

describe("an abort while the job is being posted", () => {
  it("cancels the job, which the proxy then knows", async () => {
    const abort = new AbortController();
    proxy.onPost = async (post) => {
      abort.abort();
      await new Promise((resolve) => setImmediate(resolve));
      return answered(post, await firstAnswer(post));
    };
    const error = await failure(client.answer({ ...question("?"), signal: abort.signal }));
    expect(error.code).toBe("aborted");
    expect(proxy.requests.slice(-2).map((request) => request.split(" ")[0])).toEqual(["POST", "DELETE"]);
    expect(await store.pendingJobs()).toEqual([]);
  });
});

describe("the receipt", () => {
  const codes = async (onPost: TestProxy["onPost"]) => {
    proxy.onPost = onPost;
    return (await client.answer(question("?"))).receiptMismatches.map(({ code }) => code);
  };

  it.each([
    ["another cost", { costNanoton: nanoton(1n) }, "cost"],
    ["another request", { requestHash: "00".repeat(32) }, "request_hash"],
    ["other frames", { responseHash: "00".repeat(32) }, "response_hash"],
  ] as const)("is shown to disagree when it is for %s", async (_what, change, code) => {
    const alter = (receipt: object) => ({ ...receipt, ...change }) as never;
    expect(await codes(async (post) => answered(post, await firstAnswer(post, { alter })))).toContain(code);
  });

  it("is compared with the charge", async () => {
    const charged = async (post: Post) => {
      const answer = await firstAnswer(post);
      return answered(post, { ...answer, chargedNanoton: answer.chargedNanoton * 2n });
    };
    expect(await codes(charged)).toEqual(["charge_differs"]);
  });

  it("must be what the proxy settled by", async () => {
    const other = async (post: Post) =>
      answered(post, { ...(await firstAnswer(post)), outerReceipt: utf8("no receipt") });
    expect(await codes(other)).toEqual(["outer_forged"]);
  });
});
