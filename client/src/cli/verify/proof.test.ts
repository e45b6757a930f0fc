import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fromUtf8, Secret } from "@cocoon/protocol/bytes";
import { developmentPolicy } from "@cocoon/protocol/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CocoonClient } from "../../conversation/client.ts";
import type { Judgement } from "../../discovery/node-verifier.ts";
import { MemoryStore } from "../../store.ts";
import { API_KEY, newNetwork, PROXY_URL, type TestNetwork } from "../../testing/network.ts";
import { TestProxy } from "../../testing/proxy.ts";
import { encodeVerificationDocument } from "../../verification/document.ts";
import { runCli } from "../main.ts";
import { writeLocalSettings } from "../settings.ts";

let network: TestNetwork;
/** What the mini-app saves of one machine. */
let proof: string;
beforeAll(async () => {
  network = await newNetwork();
  const proxy = new TestProxy(await network.workers(1));
  const referenceValues = network.referenceValues();
  proxy.referenceValues = referenceValues;
  const judgements: Judgement[] = [];
  const client = new CocoonClient({
    proxyUrl: PROXY_URL,
    apiKey: new Secret(API_KEY),
    policy: developmentPolicy(network.referenceSettings),
    store: new MemoryStore(),
    fetch: proxy.fetch,
    onJudged: (judgement) => judgements.push(judgement),
  });
  await client.nodes({ keyId: proxy.entries[0]?.keyId ?? "" });
  const judgement = judgements[0] as Judgement;
  const parts = { proxyUrl: PROXY_URL, judgement, referenceValues };
  proof = fromUtf8(await encodeVerificationDocument(parts));
});

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "cocoon-proof-"));
  await writeLocalSettings(join(cwd, ".cocoon"), {
    proxyUrl: PROXY_URL,
    apiKey: API_KEY,
    accountId: "test",
    policy: network.referenceSettings,
  });
});
afterEach(() => rm(cwd, { recursive: true }));

/** Judges it where no proxy can be reached. */
async function verified(json: string, policy: string): Promise<{ exit: number; stdout: string }> {
  await writeFile(join(cwd, "proof.json"), json);
  const [out, err] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(out), text(err)]);
  const cli = { out, err, input: Readable.from([]), env: {}, cwd, onInterrupt: () => () => undefined };
  const exit = await runCli(["verify", "proof.json", "--policy", policy], cli);
  out.end();
  err.end();
  return { exit, stdout: (await written)[0] };
}

describe("a proof that the mini-app has saved", () => {
  it("says what it is of, for a reader", () => {
    expect(JSON.parse(proof)).toMatchObject({
      format: "cocoon verification 1",
      proxy: PROXY_URL,
      policy: "development",
      verdict: "accepted",
      reasons: [],
      machine: { simulated: true },
    });
  });

  it("leads to the same verdict without the proxy", async () => {
    const { exit, stdout } = await verified(proof, "development");
    expect(exit).toBe(0);
    expect(stdout).toContain("ACCEPTED · SIMULATED: 1 of 1");
    expect(stdout).toMatch(/reference values: version 1 of .* · SIMULATED/);
  });

  it("is judged by the reader's own policy", async () => {
    const { exit, stdout } = await verified(proof, "production");
    expect(exit).toBe(1);
    expect(stdout).toContain("root_not_pinned");
  });

  it.each([
    [
      "of other evidence",
      (json: string) =>
        json.replace(
          /("evidence": "[^"]{2000})(.)/,
          (_, before: string, at: string) => before + (at === "A" ? "B" : "A"),
        ),
      "REFUSED",
    ],
    [
      "without its reference values",
      (json: string) => json.replace(/"referenceValues": "[^"]*"/, '"referenceValues": null'),
      "reference values: none",
    ],
    [
      "of another form",
      (json: string) => json.replace("verification 1", "verification 2"),
      "malformed_bundle",
    ],
  ])("is taken at no word of its own: %s", async (_what, change, says) => {
    const changed = change(proof);
    expect(changed).not.toBe(proof);
    const { exit, stdout } = await verified(changed, "development");
    expect(exit).toBe(1);
    expect(stdout).toContain(says);
  });
});
