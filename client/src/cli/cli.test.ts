import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { CocoonError } from "@cocoon/protocol/api";
import { fromBase64Url } from "@cocoon/protocol/bytes";
import { openRoster } from "@cocoon/protocol/roster";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalServer, serveLocally } from "../testing/http-server.ts";
import { API_KEY, LISTED, newNetwork, OTHER_MODEL, type TestNetwork } from "../testing/network.ts";
import { answered, firstAnswer, TestProxy } from "../testing/proxy.ts";
import { TestRosters } from "../testing/rosters.ts";
import type { TestWorker } from "../testing/worker.ts";
import { runCli } from "./main.ts";
import { writeLocalSettings } from "./settings.ts";

let network: TestNetwork;
let workers: readonly TestWorker[];
beforeAll(async () => {
  network = await newNetwork();
  workers = await network.workers(3);
});

let cwd: string;
let proxy: TestProxy;
let server: LocalServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "cocoon-cli-"));
  proxy = new TestProxy(workers);
  server = await serveLocally((...request) => proxy.fetch(...request));
  const policy = network.policySettings;
  await writeLocalSettings(join(cwd, ".cocoon"), {
    proxyUrl: server.url,
    apiKey: API_KEY,
    accountId: "test",
    policy,
  });
});
afterEach(async () => {
  server.close();
  await rm(cwd, { recursive: true });
});

interface Run {
  readonly env?: Record<string, string>;
  readonly input?: string;
}

async function run(argv: readonly string[], { env = {}, input = "" }: Run = {}) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(out), text(err)]);
  const onInterrupt = () => () => undefined;
  const exit = await runCli(argv, { out, err, input: Readable.from([input]), env, cwd, onInterrupt });
  out.end();
  err.end();
  const [stdout, stderr] = await written;
  return { exit, stdout, stderr };
}

describe("cocoon chat", () => {
  it("prints the answer alone on standard output, and who gave it and its cost beside", async () => {
    const { exit, stdout, stderr } = await run(["chat", "What", "is", "Cocoon?"]);
    expect(exit).toBe(0);
    expect(stdout).toBe("Hello world\n");
    expect(stderr.match(/SIMULATED/g)).toHaveLength(4);
    expect(stderr).toMatch(/tokens {4}1000 in, 37 out/);
    expect(stderr).toMatch(/cost .* TON · charged .* TON/);
    expect(stderr).toContain("receipt   signed by the verified machine");
    expect(stderr).not.toContain("\u001b");
  });

  it("says why the proxy did not take the question yet, and not that a connection broke", async () => {
    proxy.onPost = async (post) =>
      post.number === 1
        ? new CocoonError("unavailable", "the chain's history is being read")
        : answered(post, await firstAnswer(post));
    const { exit, stdout, stderr } = await run(["chat", "?"]);
    expect([exit, stdout]).toEqual([0, "Hello world\n"]);
    expect(stderr).toContain("(the chain's history is being read) Trying again ...");
    expect(stderr).not.toContain("the connection broke");
  });

  it("says so where the connection broke", async () => {
    proxy.cuts = [3];
    const { exit, stderr } = await run(["chat", "?"]);
    expect([exit, stderr]).toEqual([0, expect.stringContaining("the connection broke; resuming")]);
  });

  it("prints one object with --json", async () => {
    const { exit, stdout, stderr } = await run(["chat", "--json", "?"]);
    expect(exit).toBe(0);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      text: "Hello world",
      node: { simulated: true },
      receiptMismatches: [],
      usage: { completionTokens: 37 },
    });
  });

  it("reads a question from standard input", async () => {
    expect((await run(["chat", "-"], { input: "two\nlines" })).exit).toBe(0);
    const asked = workers.flatMap(({ opened }) => opened.map(({ messages }) => messages[0]?.content));
    expect(asked).toContain("two\nlines");
  });

  it.each([
    ["the flag", ["--policy", "production"], {}],
    ["the environment", [], { COCOON_POLICY: "production" }],
  ])(
    "accepts no simulated machine when %s says production, and says how to proceed",
    async (_what, flags, env) => {
      const { exit, stdout, stderr } = await run(["chat", "?", ...flags], { env });
      expect(exit).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).toContain("(root_not_pinned)");
      expect(stderr).toMatch(/No node was accepted.*--policy development/);
      expect(proxy.posts).toEqual([]);
    },
  );

  it("does not carry a local network's policy or key to another proxy", async () => {
    const other = await run(["chat", "?", "--proxy", server.url.replace("127.0.0.1", "localhost")]);
    expect(other).toMatchObject({ exit: 2, stdout: "" });
    expect(other.stderr).toContain("COCOON_API_KEY");
  });

  it("tells an error as an object with --json", async () => {
    const { exit, stdout } = await run(["chat", "--json", "--model", "none", "?"]);
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "unknown_model" } });
  });

  it("holds a conversation, with its history and its commands", async () => {
    const input = "first\n\n/balance\n/models\n/verify\n/nonsense\nsecond\n/new\nthird\n/quit\nnever\n";
    const { exit, stdout, stderr } = await run(["chat"], { input });
    expect(exit).toBe(0);
    expect(stdout).toBe("Hello world\n".repeat(3));
    const asked = workers
      .flatMap(({ opened }) => opened)
      .map(({ messages }) => messages.map(({ content }) => content));
    expect(asked).toContainEqual(["first", "Hello world", "second"]);
    expect(asked).toContainEqual(["third"]);
    expect(stderr).toContain("available 0.005 TON");
    expect(stderr).toContain("test-model  test-model");
    expect(stderr).toContain("measurement ");
    expect(stderr).toContain("There is no /nonsense");
  });

  it("goes on after a failed turn", async () => {
    const { exit, stdout, stderr } = await run(["chat"], { input: "/model none\n?\n/model test-model\n?\n" });
    expect(exit).toBe(0);
    expect(stdout).toBe("Hello world\n");
    expect(stderr).toContain("No worker serves this model");
  });
});

describe("where reference values approve the images", () => {
  beforeEach(() =>
    writeLocalSettings(join(cwd, ".cocoon"), {
      proxyUrl: server.url,
      apiKey: API_KEY,
      accountId: "test",
      policy: network.referenceSettings,
    }),
  );

  it("shows each node's image, and that it has no sandbox for ACPI code", async () => {
    proxy.referenceValues = network.referenceValues();
    const { exit, stdout } = await run(["nodes"]);
    expect(exit).toBe(0);
    expect(stdout.match(/image simulated · ACPI NOT SANDBOXED/g)).toHaveLength(3);
    const { verified } = JSON.parse((await run(["nodes", "--json"])).stdout) as { verified: unknown[] };
    expect(verified[0]).toMatchObject({
      image: { version: "simulated", amlSandbox: false },
      unlistedModels: [],
    });
    expect((await run(["chat", "?"])).stderr).toMatch(/answering .*ACPI NOT SANDBOXED/);
  });

  it("accepts no node without them, and says why", async () => {
    const { exit, stdout } = await run(["nodes"]);
    expect(exit).toBe(1);
    expect(
      stdout.match(/there are no current ones\. \(reference_values_missing, SPEC 3\.11\)/g),
    ).toHaveLength(3);
    proxy.referenceValues = network.referenceValues({ measurements: ["00".repeat(48)] });
    expect((await run(["nodes"])).stdout.match(/measurement_not_approved/g)).toHaveLength(3);
  });

  it("refuses older ones than it has seen, in a later run too", async () => {
    proxy.referenceValues = network.referenceValues({ version: 2 });
    expect((await run(["nodes"])).exit).toBe(0);
    proxy.referenceValues = network.referenceValues({ version: 1 });
    for (const command of [["nodes"], ["chat", "?"]]) {
      const { exit, stdout, stderr } = await run(command);
      expect({ exit, stdout }).toEqual({ exit: 1, stdout: "" });
      expect(stderr).toMatch(
        /^The signed list of approved images .* was refused; .*reference_values_rolled_back, SPEC 10\.5/,
      );
    }
    expect(proxy.posts).toEqual([]);
  });

  it("asks nobody for a model that they do not list, and marks it beside one that they do", async () => {
    proxy = new TestProxy(await network.workers(3, network.nowMs, [...LISTED, OTHER_MODEL]));
    proxy.referenceValues = network.referenceValues({ models: [OTHER_MODEL] });
    const nodes = await run(["nodes"]);
    expect(nodes.exit).toBe(0);
    expect(nodes.stdout.match(/other-model, test-model \(NOT LISTED, not used\)/g)).toHaveLength(3);
    const { exit, stderr } = await run(["chat", "?"]);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/reference values do not list\. \(model_not_listed\)/);
    expect(proxy.posts).toEqual([]);
  });

  it("accepts no node that serves nothing they list, and says why", async () => {
    proxy.referenceValues = network.referenceValues({ models: [] });
    const nodes = await run(["nodes"]);
    expect(nodes.exit).toBe(1);
    expect(nodes.stdout.match(/rejected .* do not list\. \(model_not_listed, SPEC 10\.5\)/g)).toHaveLength(3);
    const { exit, stderr } = await run(["chat", "?"]);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/reference values do not list\. \(model_not_listed\)/);
    expect(proxy.posts).toEqual([]);
  });
});

describe("where a proxy's signed lists are not those that were seen", () => {
  const keyOf = (rosters: TestRosters) => rosters.chain.at(-1)?.header.key as string;
  const entries = () => workers.map(({ entry }) => entry);

  it("another key is accepted only when it is the one that was announced", async () => {
    await run(["nodes"]);
    const first = keyOf(proxy.rosters);
    proxy.rosters = new TestRosters();
    const refused = await run(["chat", "?"]);
    expect(refused).toMatchObject({ exit: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^The proxy signs .* another key .*cocoon nodes --accept-roster-key KEY\.\n$/,
    );
    for (const wrong of [first, "ab".repeat(32)]) {
      const { exit, stderr } = await run(["nodes", "--accept-roster-key", wrong]);
      expect(exit).toBe(1);
      expect(stderr).toMatch(/^The proxy signs its node list with another key/);
    }
    const accepted = await run(["nodes", "--accept-roster-key", keyOf(proxy.rosters).toUpperCase()]);
    expect(accepted.exit).toBe(0);
    expect(accepted.stdout.match(/verified/g)).toHaveLength(3);
    expect(await run(["chat", "?"])).toMatchObject({ exit: 0, stdout: "Hello world\n" });
  });

  it("the key that is pinned already does not let an older epoch in", async () => {
    proxy.rosters.age(entries(), proxy.nowMs, 3);
    await run(["nodes"]);
    proxy.rosters = proxy.rosters.fork(2);
    const { exit, stderr } = await run(["nodes", "--accept-roster-key", keyOf(proxy.rosters)]);
    expect(exit).toBe(1);
    expect(stderr).toContain("roster_rolled_back");
  });

  it("a list that is not of now is not accepted under any key", async () => {
    proxy.rosters.age(entries(), proxy.nowMs, 1);
    proxy.nowMs -= 31 * 60_000;
    proxy.rosters = new TestRosters();
    proxy.rosters.age(entries(), proxy.nowMs, 1);
    const { exit, stderr } = await run(["nodes", "--accept-roster-key", keyOf(proxy.rosters)]);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^The node list that the proxy shows was refused; .*roster_stale, SPEC 7\.8/);
  });

  it.each([[["nodes"]], [["verify", "--policy", "development"]]])(
    "%j names the file that proves two lists of one epoch",
    async (argv) => {
      proxy.rosters.age(entries(), proxy.nowMs, 2);
      await run(argv);
      proxy.rosters = proxy.rosters.fork(1);
      proxy.rosters.age(entries().slice(0, 1), proxy.nowMs, 1);
      proxy.list = (all) => all.slice(0, 1);
      const { exit, stderr } = await run(argv);
      expect(exit).toBe(1);
      expect(stderr).toContain("roster_equivocated");
      const [, path = ""] = /are kept in (.*)\.\n/.exec(stderr) ?? [];
      const proof = JSON.parse(await readFile(path, "utf8")) as Record<string, string>;
      const sides = [proof["first"], proof["second"]].map((side) => openRoster(fromBase64Url(side ?? "")));
      expect(sides.map(({ header }) => header.epoch)).toEqual([2, 2]);
      expect(sides[0]?.hash).not.toBe(sides[1]?.hash);
    },
  );
});

describe("the other commands", () => {
  it("list models, balance and nodes", async () => {
    expect((await run(["models"])).stdout).toContain("test-model");
    expect((await run(["balance"])).stdout).toBe("available 0.005 TON\n");
    const nodes = await run(["nodes"]);
    expect(nodes.exit).toBe(0);
    expect(nodes.stdout.match(/verified .* SIMULATED/g)).toHaveLength(3);
    const strict = await run(["nodes", "--policy", "production"]);
    expect(strict.exit).toBe(1);
    expect(strict.stdout.match(/rejected .*root_not_pinned/g)).toHaveLength(3);
  });

  it("say what is missing where nothing is set up", async () => {
    const { exit, stderr } = await run(["balance"], { env: { COCOON_HOME: join(cwd, "none") } });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^No proxy is known here: .*\n$/);
  });

  it("say that the proxy is not there", async () => {
    server.close();
    const { exit, stderr } = await run(["balance"]);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^The proxy could not be reached; .*npm start\.\n$/);
  });

  it("show and cancel what a crash left", async () => {
    expect((await run(["pending"])).stderr).toBe("No question is open.\n");
  });
});
