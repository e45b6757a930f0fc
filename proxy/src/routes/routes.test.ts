import { connect } from "node:net";
import { revokeApiKey, verifyApiKey } from "@cocoon/db/accounts";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { HEADERS, LIMITS, MEDIA, PROBLEMS, type ProblemCode } from "@cocoon/protocol/api";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { noiseEnvelope } from "../testing/noise-envelope.ts";
import { stubManifest } from "../testing/stub-identity.ts";
import {
  type Answer,
  CEILING,
  GRANT,
  type PostOptions,
  soon,
  type TestClient,
} from "../testing/test-client.ts";
import { type StubWorker, TestNetwork } from "../testing/test-network.ts";

const problem = (code: ProblemCode) => ({
  status: PROBLEMS[code].status,
  body: {
    type: `urn:cocoon:problem:${code}`,
    title: PROBLEMS[code].sentence,
    status: PROBLEMS[code].status,
    detail: expect.stringContaining(PROBLEMS[code].sentence),
    code,
    action: PROBLEMS[code].action,
    retryable: ["retry", "reseal"].includes(PROBLEMS[code].action),
  },
});

describe("the HTTP API", () => {
  let network: TestNetwork;
  let worker: StubWorker;
  let client: TestClient;
  beforeAll(async () => {
    network = await TestNetwork.open({ postsPerMinute: 200 });
    worker = await network.worker("worker", { credit: 0 });
    await network.listed(worker);
    client = await network.client();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => network.close());

  const request = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(network.proxy.origin + path, init);
    expect(response.headers.get("content-type")).toBe(MEDIA.problem);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  describe("answers what no route takes", () => {
    it.each(["/", "/v1", "/v1/job", "/v1/jobs/x/y/z", "/v2/jobs", "/%00", "/v1/nodes/", "/v1/%2e%2e/etc"])(
      "with not_found: %s",
      async (path) => expect(await request(path)).toEqual(problem("not_found")),
    );

    it.each([
      ["PUT", "/v1/jobs"],
      ["GET", "/v1/jobs"],
      ["POST", `/v1/jobs/${"0".repeat(64)}`],
      ["DELETE", `/v1/jobs/${"0".repeat(64)}/frames`],
      ["POST", "/v1/nodes"],
      ["PATCH", "/v1/models"],
      ["DELETE", "/v1/account"],
      ["PUT", "/v1/account/ledger"],
      ["POST", "/healthz"],
    ])("with method_not_allowed: %s %s", async (method, path) =>
      expect(await request(path, { method })).toEqual(problem("method_not_allowed")),
    );

    it.each(["/v1/nodes?page=2", "/v1/models?limit=1", `/v1/manifests/${"0".repeat(64)}?x`])(
      "with malformed_request for a query it does not know: %s",
      async (path) => expect(await request(path)).toEqual(problem("malformed_request")),
    );
  });

  describe("knows nobody", () => {
    it.each([
      ["without a key", {}],
      ["by a wrong key", { authorization: `Bearer ck_${"A".repeat(43)}` }],
      ["by a key of another form", { authorization: "Bearer sk-123" }],
      ["by another scheme", { authorization: `Basic ${"A".repeat(43)}` }],
      ["by a key of a megabyte's form", { authorization: `Bearer ck_${"A".repeat(8_000)}` }],
    ])("%s", async (_what, headers) => {
      for (const path of ["/v1/account", "/v1/account/ledger", `/v1/jobs/${"0".repeat(64)}`])
        expect(await request(path, { headers })).toEqual(problem("unauthorized"));
      const post = { method: "POST", headers: { ...headers, "content-type": MEDIA.envelope }, body: "x" };
      expect(await request("/v1/jobs", post)).toEqual(problem("unauthorized"));
    });

    it("once a key is revoked", async () => {
      const other = await network.client();
      expect((await other.get("/v1/account")).status).toBe(200);
      const { keyId } = (await verifyApiKey(network.database, other.apiKey)) as { keyId: string };
      await revokeApiKey(network.database, keyId);
      await soon(async () => expect(await other.get("/v1/account")).toEqual(problem("unauthorized")));
    });
  });

  describe("refuses to take a job", () => {
    afterEach(async () => {
      // Nothing is held for anything that was refused.
      expect(await client.money()).toEqual({ paidNanoton: 0n, heldNanoton: 0n, holds: 0 });
    });

    const refused =
      (code: ProblemCode, options: PostOptions = {}, fields = {}) =>
      async () => {
        const answer = await client.post(network.envelope([worker], fields), options);
        expect(answer).toEqual(problem(code));
      };
    const header = (name: keyof typeof HEADERS, value: string): PostOptions => ({
      headers: { [HEADERS[name]]: value },
    });

    it(
      "of another content type",
      refused("unsupported_media_type", { headers: { "content-type": "application/json" } }),
    );
    it("of no content", refused("malformed_envelope", { body: "" }));
    it("of noise", refused("malformed_envelope", { body: new Uint8Array(6_000) }));
    it("over the bound", refused("body_too_large", { body: new Uint8Array(LIMITS.envelopeBytes + 1) }));
    it("with a query", refused("malformed_request", { query: "?priority=1" }));
    it("whose deadline has passed", refused("deadline_passed", {}, { notAfterMs: Date.now() - 1 }));
    it(
      "whose deadline is too far",
      refused("deadline_too_far", {}, { notAfterMs: Date.now() + 20 * 60_000 }),
    );
    it("of a model that nobody serves", refused("unknown_model", {}, { manifest: "0".repeat(64) }));
    it("of a quote under the price", refused("quote_below_price", header("quote", "999999/100000/2000000")));

    it.each(["", "1", "1/2", "1/2/3/4", "-1/1/1", "1.5/1/1", "01/1/1", "1/1/99999999999999999999", "a/b/c"])(
      "of the quote %j",
      (quote) => refused("malformed_request", header("quote", quote))(),
    );
    it.each(["", "-1", "1.5", "0x10", "01", "99999999999999999999", "one"])("of the ceiling %j", (ceiling) =>
      refused("malformed_request", header("priceCeiling", ceiling))(),
    );
    it("of a ceiling under the model's minimum", refused("ceiling_too_low", header("priceCeiling", "32")));
    it(
      "of a ceiling under that of a larger body",
      refused("ceiling_too_low", header("priceCeiling", "64"), { bodyBucketBytes: 8192 }),
    );
    it.each(["0", "33", "1048577"])("of a ceiling that no envelope has: %s", (ceiling) =>
      refused("ceiling_malformed", header("priceCeiling", ceiling))(),
    );

    it("of another version", async () => {
      const envelope = network.envelope([worker]);
      const body = envelope.bytes.with(3, 0x32);
      expect(await client.post(envelope, { body })).toEqual(problem("unsupported_suite"));
    });

    it("that is cut off or goes on", async () => {
      const envelope = network.envelope([worker]);
      for (const body of [envelope.bytes.slice(0, -1), new Uint8Array([...envelope.bytes, 0])])
        expect(await client.post(envelope, { body })).toEqual(problem("malformed_envelope"));
    });

    it("that names a worker twice", async () => {
      const envelope = network.envelope([worker, worker].slice(0, 1));
      const [core, slot] = [157, 1200];
      const bytes = new Uint8Array(envelope.bytes.length + slot);
      bytes.set(envelope.bytes.subarray(0, core + slot));
      bytes.set(envelope.bytes.subarray(core), core + slot);
      bytes[core - 1] = 2;
      expect(await client.post(envelope, { body: bytes })).toEqual(problem("malformed_envelope"));
    });

    it("that names only workers that are not online", async () => {
      const { manifest } = worker.identity;
      const envelope = noiseEnvelope({ keyIds: ["0".repeat(64)], manifest });
      expect(await client.post(envelope)).toEqual(problem("unknown_candidate"));
    });

    it("that names a worker of another model", async () => {
      const other = await network.worker("other", { credit: 0, manifest: stubManifest("other") });
      const envelope = network.envelope([worker, other]);
      expect(await client.post(envelope)).toEqual(problem("model_mismatch"));
      await other.link.kill();
    });

    it("that costs more than the account has", async () => {
      const ceiling = (1n << 40n).toString();
      const answer = await client.post(network.envelope([worker]), {
        headers: { [HEADERS.priceCeiling]: ceiling },
      });
      expect(answer).toEqual(problem("insufficient_balance"));
      expect(answer.body.detail).toContain("available 1 TON");
    });

    it("of a gigabyte: the connection ends long before", async () => {
      const { port } = new URL(network.proxy.origin);
      const socket = connect(Number(port), "127.0.0.1");
      const head = `authorization: Bearer ${client.apiKey}\r\ncontent-type: ${MEDIA.envelope}`;
      socket.write(`POST /v1/jobs HTTP/1.1\r\nhost: proxy\r\n${head}\r\ncontent-length: 1073741824\r\n\r\n`);
      const [answer] = await new Promise<[Buffer]>((resolve) =>
        socket.once("data", (data) => resolve([data])),
      );
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
      socket.destroy();
    });

    it("of a body that says no length and does not end", async () => {
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          sent += 65_536;
          controller.enqueue(new Uint8Array(65_536));
        },
      });
      const init = {
        method: "POST",
        duplex: "half",
        body,
        headers: { "content-type": MEDIA.envelope },
      } as RequestInit;
      const answer = await client.get("/v1/jobs", init).catch(() => null);
      if (answer) expect(answer).toEqual(problem("body_too_large"));
      expect(sent).toBeLessThan(16 * LIMITS.envelopeBytes);
    });
  });

  it("takes the largest envelope, and one of four workers", async () => {
    const others = await Promise.all(["b", "c", "d"].map((name) => network.worker(name, { credit: 0 })));
    const envelope = network.envelope([worker, ...others], { bodyBucketBytes: LIMITS.largestBodyBytes });
    expect((await client.post(envelope)).status).toBe(202);
    await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
    expect((await client.over(envelope)).state).toBe("cancelled");
    await Promise.all(others.map(({ link }) => link.kill()));
  });

  describe("takes a job once", () => {
    it("however often its bytes are posted, also at the same time", async () => {
      const envelope = network.envelope([worker]);
      const answers = await Promise.all([1, 2, 3, 4].map(() => client.post(envelope)));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      expect(await client.money()).toMatchObject({ heldNanoton: CEILING, holds: 1 });
      await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
      await client.over(envelope);
      const again = await client.post(envelope);
      expect(again).toMatchObject({ status: 202, body: { state: "cancelled" } });
      expect(await client.money()).toMatchObject({ heldNanoton: 0n, holds: 0 });
    });

    it("and answers with its end even after its deadline", async () => {
      const envelope = network.envelope([worker], { notAfterMs: Date.now() + 300 });
      await client.post(envelope);
      await client.over(envelope);
      expect(await client.post(envelope)).toMatchObject({ status: 202, body: { state: "expired" } });
    });

    it("and refuses other bytes under its id", async () => {
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      const other = network.envelope([worker], { requestId: envelope.header.requestId });
      expect(await client.post(other)).toEqual(problem("job_id_conflict"));
      await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
      await client.over(envelope);
      expect(await client.post(other)).toEqual(problem("job_id_conflict"));
    });

    it("for each account: an id is nobody else's", async () => {
      const stranger = await network.client();
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      for (const path of [`/v1/jobs/${envelope.jobId}`, `/v1/jobs/${envelope.jobId}/frames`])
        expect(await stranger.get(path)).toEqual(problem("job_not_found"));
      expect(await stranger.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" })).toEqual(
        problem("job_not_found"),
      );
      expect((await client.job(envelope)).state).toBe("queued");
      expect((await stranger.post(envelope)).status).toBe(202);
      for (const one of [client, stranger]) {
        await one.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
        expect((await one.over(envelope)).state).toBe("cancelled");
      }
    });
  });

  describe("does not find", () => {
    it.each(["0".repeat(64), "0".repeat(63), "Z".repeat(64), "..%2f", "0".repeat(5_000)])(
      "the job %s",
      async (id) => {
        for (const path of [`/v1/jobs/${id}`, `/v1/jobs/${id}/frames`])
          expect(await client.get(path)).toEqual(problem("job_not_found"));
        expect(await client.get(`/v1/jobs/${id}`, { method: "DELETE" })).toEqual(problem("job_not_found"));
      },
    );

    it.each(["0".repeat(64), "x"])("the node %s", async (id) =>
      expect(await request(`/v1/nodes/${id}/evidence`)).toEqual(problem("no_such_node")),
    );

    it("a manifest that nobody serves", async () =>
      expect(await request(`/v1/manifests/${"0".repeat(64)}`)).toEqual(problem("unknown_model")));
  });

  it.each(["-1", "1e3", "x", "9999999999", "1&from=2", "", "1&to=2"])(
    "refuses a stream from=%s",
    async (from) => {
      const envelope = network.envelope([worker]);
      await client.post(envelope);
      expect(await client.get(`/v1/jobs/${envelope.jobId}/frames?from=${from}`)).toEqual(
        problem("malformed_request"),
      );
      await client.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
      await client.over(envelope);
    },
  );

  it("refuses a page of the statement that was not given", async () => {
    expect(await client.get("/v1/account/ledger?before=x")).toEqual(problem("malformed_request"));
    expect(await client.get("/v1/account/ledger?after=1")).toEqual(problem("malformed_request"));
  });

  it("shows an account its balance and every move", async () => {
    const own = await network.client();
    const envelope = network.envelope([worker]);
    await own.post(envelope);
    const held = { accountId: own.accountId, heldNanoton: CEILING.toString() };
    expect((await own.get("/v1/account")).body).toMatchObject({
      ...held,
      availableNanoton: (GRANT - CEILING).toString(),
    });
    await own.get(`/v1/jobs/${envelope.jobId}`, { method: "DELETE" });
    await own.over(envelope);
    const { body } = await own.get("/v1/account/ledger");
    expect(body).toMatchObject({
      entries: [
        {
          kind: "job",
          amountNanoton: "0",
          job: { jobId: envelope.jobId, source: "own", state: "cancelled" },
        },
        { kind: "deposit", amountNanoton: GRANT.toString(), job: null },
      ],
      next: null,
    });
  });

  it("limits how fast one account may post, and no other for it", async () => {
    const busy = await network.client();
    const headers = { "content-type": MEDIA.envelope };
    const posts = Array.from({ length: 300 }, () =>
      busy.get("/v1/jobs", { method: "POST", headers, body: "x" }),
    );
    const codes = (await Promise.all(posts)).map(({ body }) => body.code);
    expect(codes.filter((code) => code === "rate_limited").length).toBeGreaterThan(0);
    expect(codes.filter((code) => code === "malformed_envelope").length).toBeGreaterThanOrEqual(200);
    const response = await busy.fetch("/v1/jobs", { method: "POST", headers, body: "x" });
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toEqual(problem("rate_limited").body);
    expect((await (await network.client()).post(network.envelope([worker]))).status).toBe(202);
  });
});
