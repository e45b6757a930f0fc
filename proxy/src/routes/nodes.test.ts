import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { MEDIA, manifestHash, modelList, parseStrictJson } from "@cocoon/protocol/api";
import { verifyNode } from "@cocoon/protocol/attestation";
import { fromHex } from "@cocoon/protocol/bytes";
import {
  checkInclusion,
  checkRosterChain,
  nodesOf,
  openRoster,
  parseHeaded,
  parseInclusionProof,
  parseNodeIndex,
  parseRosterPage,
  type SignedRoster,
} from "@cocoon/protocol/roster";
import { developmentPolicy } from "@cocoon/protocol/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { STUB_MODEL, stubManifest } from "../testing/stub-identity.ts";
import { TestNetwork } from "../testing/test-network.ts";

/** What anybody may read without an account: all that a client needs to choose workers by itself. */
describe("what is carried", () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await TestNetwork.open();
  }, OPEN_TIMEOUT_MS);
  afterEach(() => network.leave());
  afterAll(() => network.close());

  const bytesOf = async (path: string) => {
    const response = await fetch(network.proxy.origin + path);
    expect(response.status).toBe(200);
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  };

  it("the node index, the roster's hash in the etag", async () => {
    const worker = await network.worker("a", { operator: "alice" });
    const { identity } = worker;
    await network.listed(worker);
    const { bytes, response } = await bytesOf("/v1/nodes");
    const { signed, rest } = parseHeaded((await bytesOf("/v1/roster")).bytes);
    expect(rest).toEqual(bytes);
    expect(response.headers.get("etag")).toBe(`"${openRoster(signed).hash}"`);
    const { offers } = await identity.hello("http://x", "00".repeat(32));
    expect(parseNodeIndex(bytes).nodes).toMatchObject([{ keyId: identity.keyId, operator: "alice", offers }]);
  });

  it("the signed roster: its nodes, a proof for each, and the epochs that led to it", async () => {
    const workers = [await network.worker("a"), await network.worker("b"), await network.worker("c")];
    await network.listed(...workers);
    const { bytes, response } = await bytesOf("/v1/roster");
    expect(response.headers.get("content-type")).toBe(MEDIA.roster);
    const { signed, rest } = parseHeaded(bytes);
    const head = openRoster(signed);
    const ready = network.logged.find(({ event }) => event === "proxy_ready");
    expect(ready?.fields["rosterPublicKey"]).toBe(head.header.key);
    const entries = nodesOf(head, rest);
    expect(entries.map(({ keyId }) => keyId).toSorted()).toEqual(await network.nodes());
    for (const entry of entries) {
      const proof = parseHeaded((await bytesOf(`/v1/nodes/${entry.keyId}/proof`)).bytes);
      expect(proof.signed).toEqual(signed);
      checkInclusion(head, entry, parseInclusionProof(proof.rest));
    }
    const [first, ...later] = parseRosterPage((await bytesOf("/v1/roster?epoch=1")).bytes);
    expect(later.at(-1)?.hash).toBe(head.hash);
    checkRosterChain(openRoster((first as SignedRoster).signed), later.slice(0, -1), head);
  });

  it.each([
    ["/v1/roster?epoch=0", "malformed_request"],
    ["/v1/roster?epoch=-1", "malformed_request"],
    ["/v1/roster?epoch=1&epoch=2", "malformed_request"],
    ["/v1/roster?from=1", "malformed_request"],
    ["/v1/roster?epoch=9000000000000000", "not_found"],
    ["/v1/roster?epoch=9999999999999999", "not_found"],
    [`/v1/nodes/${"00".repeat(32)}/proof`, "no_such_node"],
    ["/v1/nodes/__proto__/proof", "no_such_node"],
  ])("nothing at %s: %s", async (path, code) => {
    expect(await (await fetch(network.proxy.origin + path)).json()).toMatchObject({ code });
  });

  it("evidence that a client verifies by itself", async () => {
    const { identity } = await network.worker("a");
    const { bytes, response } = await bytesOf(`/v1/nodes/${identity.keyId}/evidence`);
    expect(response.headers.get("content-type")).toBe(MEDIA.evidence);
    const verdict = await verifyNode({
      bundle: bytes,
      policy: developmentPolicy(network.pki),
      referenceValues: null,
      nowMs: Date.now(),
    });
    expect(verdict).toMatchObject({ ok: true, node: { keyIdHex: identity.keyId, ageProved: false } });
  });

  it("a live check: fresh evidence for the client's own nonce", async () => {
    const { identity, link } = await network.worker("a");
    const nonce = "5a".repeat(32);
    const answering = link.next("attest").then(async ({ id, nonces }) => {
      expect(nonces).toEqual([nonce]);
      // An answer to a question that was not asked is nobody's.
      link.send({ type: "evidence", id: id + 1, bundles: ["AA"] });
      link.send({ type: "evidence", id, bundles: await identity.liveEvidence(nonces) });
    });
    const { bytes } = await bytesOf(`/v1/nodes/${identity.keyId}/evidence?nonce=${nonce}`);
    await answering;
    const input = {
      bundle: bytes,
      policy: developmentPolicy(network.pki),
      referenceValues: null,
      nowMs: Date.now(),
    };
    const verdict = await verifyNode({ ...input, expectedNonce: fromHex(nonce) });
    expect(verdict).toMatchObject({ ok: true, node: { ageProved: true } });
  });

  it("no live check that is answered by another worker, or not at all", async () => {
    const [asked, other] = [await network.worker("a"), await network.worker("b")];
    const path = `/v1/nodes/${asked.identity.keyId}/evidence?nonce=${"5a".repeat(32)}`;
    const asking = fetch(network.proxy.origin + path);
    const { id } = await asked.link.next("attest");
    other.link.send({ type: "evidence", id, bundles: ["AA"] });
    const answer = await asking;
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ code: "live_check_failed", action: "reseal" });
  });

  it.each(["", "00", "AB".repeat(32), `${"00".repeat(32)}&nonce=${"11".repeat(32)}`])(
    "no nonce %s",
    async (nonce) => {
      const { identity } = await network.worker("a");
      const answer = await fetch(
        `${network.proxy.origin}/v1/nodes/${identity.keyId}/evidence?nonce=${nonce}`,
      );
      expect(await answer.json()).toMatchObject({ code: "malformed_request", status: 400 });
    },
  );

  it("models with the lowest and the highest price, and the exact manifest", async () => {
    const cheap = await network.worker("cheap", { price: "1/1/1" });
    const dear = await network.worker("dear", { price: "3/3/3" });
    await network.listed(
      cheap,
      dear,
      await network.worker("other", { price: "2/2/2", manifest: stubManifest("other") }),
    );
    const { bytes } = await bytesOf("/v1/models");
    const { models } = parseStrictJson(modelList, bytes, "models", 100_000);
    expect(models).toMatchObject([
      { id: "other", lowestQuote: "2/2/2", highestQuote: "2/2/2", workers: 1 },
      {
        id: STUB_MODEL,
        lowestQuote: "1/1/1",
        highestQuote: "3/3/3",
        minimumCeilingNanoton: "1",
        workers: 2,
      },
    ]);
    const hash = manifestHash(stubManifest());
    expect((await bytesOf(`/v1/manifests/${hash}`)).bytes).toEqual(stubManifest());
  });

  it("health and metrics, without a label of anybody's", async () => {
    await network.listed(await network.worker("a"));
    const health = await (await fetch(`${network.proxy.origin}/healthz`)).json();
    expect(health).toEqual({ status: "ok", nodes: 1 });
    const { bytes } = await bytesOf("/metrics");
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain("# TYPE cocoon_nodes gauge\ncocoon_nodes 1\n");
    expect(text).toContain("cocoon_jobs_unfinished 0\n");
    for (const line of text.trim().split("\n"))
      expect(line).toMatch(/^(# TYPE )?cocoon_[a-z_]+(\{outcome="[a-z_]+"\})? \w+$/);
  });
});
