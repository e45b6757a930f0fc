import { FixRequestError, StopError } from "@cocoon/client";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { HEADERS, MEDIA, WORKER_LINK_PATH } from "@cocoon/protocol/api";
import { developmentPolicy } from "@cocoon/protocol/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../asking.ts";
import { type CapturedPost, flipped, PostInterceptor, problemOf, RawApi } from "../raw-api.ts";
import { until } from "../../until.ts";
import { talkAsWorker } from "../worker-talk.ts";
import { type Account, InProcessNetwork, MODEL, RARE_MODEL } from "./network.ts";
import { question } from "./question.ts";

let network: InProcessNetwork;
let account: Account;
let raw: RawApi;
/** Between the account's client and the proxy. */
let wire: PostInterceptor;
beforeAll(async () => {
  network = await InProcessNetwork.start(["worker-1", "worker-2"]);
  // The only machine of this model: whatever it has opened, no other will.
  await network.join("worker-3", { models: [MODEL, RARE_MODEL] });
}, OPEN_TIMEOUT_MS);
beforeAll(async () => {
  wire = new PostInterceptor();
  account = await network.newAccount({ ton: "100", fetch: wire.fetch });
  raw = new RawApi(network.proxy.origin, account.apiKey);
});
afterAll(() => network.close());
afterEach(async () => {
  wire.change = (post) => post;
  await network.settled();
});

/** What becomes of a question whose post is changed on the way. */
async function refusal(change: (post: CapturedPost) => CapturedPost, model = RARE_MODEL): Promise<string> {
  wire.change = change;
  return (await failureOf(account.client.answer(question("?", { model })))).code;
}

/** Where the first slot of an envelope begins (SPEC 4.1). */
const FIRST_SLOT = 124 + 32 + 1;

describe("the client refuses by itself", () => {
  it.each([
    ["an empty prompt", question(" \n"), "empty_prompt"],
    ["a prompt that fits no envelope", question("x".repeat(1_048_577)), "prompt_too_long"],
    ["a model that nobody serves", question("?", { model: "absent" }), "unknown_model"],
  ] as const)("%s", async (_, request, code) => {
    const error = await failureOf(account.client.answer(request));
    expect(error).toBeInstanceOf(FixRequestError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z].*[.)]$/s);
  });

  it("machines of another measurement than it approves", async () => {
    const measurements = ["11".repeat(48)];
    const policy = developmentPolicy({ ...network.pki, measurements });
    const { client } = await network.newAccount({ policy });
    const error = await failureOf(client.answer(question("?")));
    expect(error).toBeInstanceOf(StopError);
    expect(error.code).toBe("no_node_accepted");
    expect((await client.nodes()).rejected.map(({ code }) => code)).toEqual(
      Array.from({ length: 3 }, () => "measurement_not_approved"),
    );
  });

  it("a node list of half a day ago", async () => {
    const { client } = await network.newAccount({ clock: () => Date.now() + 13 * 3_600_000 });
    const error = await failureOf(client.answer(question("?")));
    expect(error).toBeInstanceOf(StopError);
    expect(error.code).toBe("roster_refused");
    expect(error.message).toContain("roster_stale, SPEC 7.8");
  });
});

describe("the proxy refuses", () => {
  it.each<[string, (post: CapturedPost) => CapturedPost, string]>([
    ["a ceiling off the grid", (post) => ({ ...post, ceiling: "1000001" }), "ceiling_malformed"],
    ["a ceiling that is no number", (post) => ({ ...post, ceiling: "much" }), "malformed_request"],
    ["a quote under the price", (post) => ({ ...post, quote: "1/1/1" }), "reseals_exhausted"],
    [
      "an envelope cut short",
      (post) => ({ ...post, envelope: post.envelope.slice(0, -1) }),
      "malformed_envelope",
    ],
    ["another magic", (post) => ({ ...post, envelope: flipped(post.envelope, 0) }), "malformed_envelope"],
    ["another suite", (post) => ({ ...post, envelope: flipped(post.envelope, 5) }), "unsupported_suite"],
    ["another manifest", (post) => ({ ...post, envelope: flipped(post.envelope, 50) }), "unknown_model"],
    [
      "a deadline in the past",
      (post) => ({ ...post, envelope: flipped(post.envelope, 111) }),
      "deadline_too_far",
    ],
  ])("%s", async (_, change, code) => {
    expect(await refusal(change)).toBe(code);
  });

  it.each([
    ["a key of the wrong form", { authorization: "Bearer wrong" }],
    ["a key that nobody has", { authorization: `Bearer ck_${"A".repeat(43)}` }],
    ["no key", { authorization: "" }],
  ])("%s, whatever is asked", async (_, headers) => {
    for (const [method, path] of [
      ["POST", "/v1/jobs"],
      ["GET", "/v1/account"],
      ["GET", "/v1/account/ledger"],
      ["GET", `/v1/jobs/${"00".repeat(32)}`],
      ["DELETE", `/v1/jobs/${"00".repeat(32)}`],
      ["GET", `/v1/jobs/${"00".repeat(32)}/frames`],
    ] as const) {
      const { status, code, sentence } = await problemOf(await raw.request(path, { method, headers }));
      expect({ path, status, code }).toEqual({ path, status: 401, code: "unauthorized" });
      expect(sentence).not.toBe("");
    }
  });

  it("a body over the limit, unread, also when its length is not told", async () => {
    const headers = {
      "content-type": MEDIA.envelope,
      [HEADERS.quote]: "1/1/1",
      [HEADERS.priceCeiling]: "1",
    };
    const large = new Uint8Array(2 * 1024 * 1024);
    const told = await raw.request("/v1/jobs", { method: "POST", headers, body: large });
    expect(await problemOf(told)).toMatchObject({ status: 413, code: "body_too_large" });
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    });
    const untold = { method: "POST", headers, body: endless, duplex: "half" } as RequestInit;
    // The proxy answers while the body is still being sent; whether that is seen before the cut is the system's.
    const seen = await raw.request("/v1/jobs", untold).then(problemOf, () => null);
    expect(seen?.code ?? "body_too_large").toBe("body_too_large");
  });

  it.each([
    ["an unknown path", "GET", "/v1/nothing", 404, "not_found"],
    ["an unknown node", "GET", `/v1/nodes/${"00".repeat(32)}/evidence`, 404, "no_such_node"],
    ["an unknown job", "GET", `/v1/jobs/${"00".repeat(32)}`, 404, "job_not_found"],
    ["a job id of the wrong form", "GET", "/v1/jobs/../..%2f", 404, "not_found"],
    ["an unknown manifest", "GET", `/v1/manifests/${"00".repeat(32)}`, 404, "unknown_model"],
    ["a cursor of the wrong form", "GET", "/v1/account/ledger?before=x", 400, "malformed_request"],
    ["a body that is no envelope", "POST", "/v1/jobs", 415, "unsupported_media_type"],
  ])("%s", async (_, method, path, status, code) => {
    const problem = await problemOf(await raw.request(path, { method }));
    expect(problem).toMatchObject({ status, code });
    expect(problem.sentence).toMatch(/^[A-Z]/);
  });
});

describe("a machine refuses", () => {
  let before: bigint;
  beforeEach(async () => {
    before = await network.available(account);
  });
  afterEach(async () => {
    await network.settled();
    expect(await network.available(account)).toBe(before);
  });

  it.each([
    ["the body", -1, "body_mismatch"],
    ["the body's hash", 124, "open_failed"],
  ])("an envelope with one bit of %s changed, whichever gets it", async (_, at, code) => {
    const change = (post: CapturedPost) => ({ ...post, envelope: flipped(post.envelope, at) });
    expect(await refusal(change, RARE_MODEL)).toBe(code);
    expect(await refusal(change, MODEL)).toBe(code);
  });

  it.each([
    ["encapsulated key", FIRST_SLOT + 32],
    ["wrapped key", FIRST_SLOT + 32 + 1120],
  ])("an envelope with one bit of its own %s changed", async (_, at) => {
    expect(await refusal((post) => ({ ...post, envelope: flipped(post.envelope, at) }))).toBe("open_failed");
  });

  it("a price ceiling other than the one inside", async () => {
    expect(await refusal((post) => ({ ...post, ceiling: "1024" }))).toBe("quote_mismatch");
  });

  it.each([
    ["longer than the model's context", "x ".repeat(5_000)],
    ["of a million characters", `${"x".repeat(1_000_000)} ${"y ".repeat(4_200)}`],
  ])("a prompt %s", async (_, content) => {
    expect((await failureOf(account.client.answer(question(content)))).code).toBe("prompt_too_long");
  });
});

describe("an envelope whose slot for one of three machines was changed", () => {
  it("is answered by another", async () => {
    wire.change = (post) => ({ ...post, envelope: flipped(post.envelope, FIRST_SLOT + 32) });
    const answer = await account.client.answer(question("all the same"));
    expect(answer).toMatchObject({ text: "all the same", receiptMismatches: [] });
  });
});

describe("an envelope that its machine has opened before", () => {
  it("is refused, and costs the one who posted it nothing", async () => {
    const { jobId } = await account.client.answer(question("once", { model: RARE_MODEL }));
    const thief = await network.newAccount();
    const theft = new RawApi(network.proxy.origin, thief.apiKey);
    expect((await theft.post(wire.posts.at(-1) as CapturedPost)).status).toBe(202);
    const status = await until(
      "the replay's end",
      async () => {
        const job = await theft.job(jobId);
        return job.chargedNanoton !== null && job;
      },
      10_000,
    );
    expect(status).toMatchObject({ state: "failed", problem: "replayed", chargedNanoton: "0" });
    expect(await network.available(thief)).toBe(5_000_000_000n);
  });
});

describe("the same bytes of the same account", () => {
  it("are one job, charged once, however often they are posted", async () => {
    const before = await network.available(account);
    const { jobId, chargedNanoton } = await account.client.answer(question("once"));
    const post = wire.posts.at(-1) as CapturedPost;
    for (let again = 0; again < 3; again++)
      expect(await (await raw.post(post)).json()).toMatchObject({ jobId, state: "done" });
    expect(before - (await network.available(account))).toBe(chargedNanoton);
    const other = { ...post, envelope: flipped(post.envelope, -1) };
    expect(await problemOf(await raw.post(other))).toMatchObject({ status: 409, code: "job_id_conflict" });
  });
});

describe("the worker link", () => {
  const EVENTS = /"event":"worker_refused"/;

  it("admits no machine of another measurement", async () => {
    const before = network.logLines.length;
    const worker = await network.begin("worker-x", {
      deviations: { measurement: new Uint8Array(48).fill(1) },
    });
    await until(
      "the refusal",
      () => network.logLines.slice(before).some((line) => line.includes("measurement_not_approved")),
      10_000,
    );
    const index = await (await fetch(`${network.proxy.origin}/v1/nodes`)).text();
    expect(index).not.toContain(worker.keyId);
    await network.kill("worker-x");
  });

  it.each<[string, readonly (string | Uint8Array)[], string]>([
    ["text that is no JSON", ["garbage"], "malformed_message"],
    ["JSON of no known type", ['{"type":"please"}'], "malformed_message"],
    ["a known message with an unknown field", ['{"type":"credit","slots":1,"more":1}'], "malformed_message"],
    ["a message before the hello", ['{"type":"credit","slots":1}'], "protocol_breach"],
    ["bytes before the hello", [new Uint8Array([1, 2, 3])], "protocol_breach"],
    ["a hello without evidence", [hello({ evidence: "" })], "malformed_bundle"],
    ["a hello with evidence that is none", [hello({ evidence: "AAAA" })], "malformed_bundle"],
  ])("is closed with a sentence after %s", async (_, messages, code) => {
    const said = await talkAsWorker(`${network.proxy.origin}${WORKER_LINK_PATH}`, messages);
    expect(said.refusal?.code).toBe(code);
    expect(said.refusal?.sentence).toMatch(/^[A-Z].*\.$/s);
    expect(network.logLines.some((line) => EVENTS.test(line) && line.includes(code))).toBe(true);
  });

  it("takes no message over its bound, and other workers notice nothing", async () => {
    const said = await talkAsWorker(`${network.proxy.origin}${WORKER_LINK_PATH}`, [
      "x".repeat(3 * 1024 * 1024),
    ]);
    expect(said.closed).toBe(true);
    expect((await account.client.answer(question("still there?"))).text).toBe("still there?");
  });
});

function hello(changes: object): string {
  return JSON.stringify({
    type: "hello",
    v: 1,
    auth: "A".repeat(86),
    evidence: "AAAA",
    offers: "[]",
    offersSignature: "A".repeat(86),
    manifests: [],
    operator: "nobody",
    ...changes,
  });
}
