import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { REASONS } from "@cocoon/protocol/attestation";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalServer, serveLocally } from "../../testing/http-server.ts";
import { API_KEY, newNetwork, type TestNetwork } from "../../testing/network.ts";
import { TestProxy } from "../../testing/proxy.ts";
import type { TestWorker } from "../../testing/worker.ts";
import { helpFor } from "../help.ts";
import { runCli } from "../main.ts";
import { writeLocalSettings } from "../settings.ts";

let network: TestNetwork;
let workers: readonly TestWorker[];
beforeAll(async () => {
  network = await newNetwork();
  workers = await network.workers(2);
});

let cwd: string;
let proxy: TestProxy;
let server: LocalServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "cocoon-verify-"));
  proxy = new TestProxy(workers);
  proxy.referenceValues = network.referenceValues();
  server = await serveLocally(proxy.fetch);
  await writeLocalSettings(join(cwd, ".cocoon"), {
    proxyUrl: server.url,
    apiKey: API_KEY,
    accountId: "test",
    policy: network.referenceSettings,
  });
});
afterEach(async () => {
  server.close();
  await rm(cwd, { recursive: true });
});

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function verify(argv: readonly string[], { env = {}, input = new Uint8Array() } = {}): Promise<Ran> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const written = Promise.all([text(out), text(err)]);
  const cli = { out, err, input: Readable.from([input]), env, cwd, onInterrupt: () => () => undefined };
  const exit = await runCli(["verify", ...argv], cli);
  out.end();
  err.end();
  const [stdout, stderr] = await written;
  return { exit, stdout, stderr };
}

const DEVELOPMENT = ["--policy", "development"] as const;
const firstKey = () => (workers[0] as TestWorker).entry.keyId;

/** Saves the first node's evidence and returns the path. */
async function saved(): Promise<string> {
  const ran = await verify([server.url, ...DEVELOPMENT, "--node", firstKey(), "--save", "kept.evidence"]);
  expect(ran).toMatchObject({ exit: 0, stderr: "" });
  return join(cwd, "kept.evidence");
}

describe("cocoon verify of a proxy", () => {
  it("refuses a simulated network by default, whatever settings and environment say", async () => {
    const { exit, stdout, stderr } = await verify([server.url], { env: { COCOON_POLICY: "development" } });
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: "" });
    expect(stdout.match(/✗ root_not_pinned {13}The chain ends in a root .* \(SPEC 3\.4\)/g)).toHaveLength(2);
    expect(stdout).toMatch(/Root and chain\n.*cert_parse.*\n.*root_not_pinned.*\n +– 8 more not reached\n/);
    expect(stdout).toMatch(/Signature\n +– 1 not reached\n/);
    expect(stdout).not.toContain("product_unknown");
    expect(stdout.match(/REFUSED {3}The chain ends in a root/g)).toHaveLength(2);
    expect(stdout).toMatch(/\nREFUSED: 0 of 2 accepted under the policy production\. .*--policy development/);
    expect(stdout).not.toMatch(/^ {2}machine /m);
  });

  it("accepts it by its own policy, each node by evidence made for this check, and says SIMULATED", async () => {
    const { exit, stdout } = await verify([server.url, ...DEVELOPMENT]);
    expect(exit).toBe(0);
    expect(stdout.match(/SIMULATED: no hardware stands behind this evidence/g)).toHaveLength(2);
    expect(stdout.match(/^ {2}ACCEPTED · SIMULATED$/gm)).toHaveLength(2);
    expect(stdout.match(/✓ nonce_mismatch/g)).toHaveLength(2);
    expect(stdout.match(/age {7}proved: it was made for this check/g)).toHaveLength(2);
    expect(stdout.match(/ACPI NOT SANDBOXED \(aml_sandbox: false\)/g)).toHaveLength(2);
    expect(stdout).toMatch(/reference values: version 1 of .* · SIMULATED · newest as of/);
    expect(stdout).toMatch(/VMPL 0/);
    expect(stdout).toMatch(/TCB bootloader \d+, TEE \d+, SNP \d+, microcode \d+/);
    expect(stdout).toMatch(/\nACCEPTED · SIMULATED: 2 of 2 accepted under the policy development\n$/);
    expect(stdout).not.toContain("✗");
    expect(stdout).not.toContain("\u001b");
    expect(proxy.requests.filter((request) => request.includes("evidence"))).toHaveLength(4);
  });

  it("sends no key of an account along", async () => {
    const keys: (string | null)[] = [];
    const watched = await serveLocally(async (input, init) => {
      keys.push(new Headers(init?.headers).get("authorization"));
      return proxy.fetch(input, init);
    });
    await verify([watched.url], { env: { COCOON_API_KEY: API_KEY } });
    watched.close();
    expect(new Set(keys)).toEqual(new Set([null]));
    expect(keys.length).toBeGreaterThan(2);
  });

  it("takes the proxy of the settings when none is named", async () => {
    expect((await verify([...DEVELOPMENT])).exit).toBe(0);
    expect((await verify(["--proxy", server.url, ...DEVELOPMENT])).exit).toBe(0);
  });

  it("checks one node alone", async () => {
    const { exit, stdout } = await verify([server.url, ...DEVELOPMENT, "--node", firstKey().slice(0, 12)]);
    expect(exit).toBe(0);
    expect(stdout).toContain(`node ${firstKey().slice(0, 12)}`);
    expect(stdout).toContain("1 of 1 accepted");
    const none = await verify([server.url, "--node", "0".repeat(64)]);
    expect(none).toMatchObject({
      exit: 2,
      stderr: `The proxy lists no node ${"0".repeat(64)}; see cocoon nodes.\n`,
    });
  });

  it("prints one object with --json", async () => {
    const { exit, stdout } = await verify([server.url, ...DEVELOPMENT, "--json"]);
    expect(exit).toBe(0);
    const found = JSON.parse(stdout);
    const help = helpFor("verify").replaceAll(/\s+/g, " ");
    expect(help).toContain(`With --json: {${Object.keys(found).join(", ")}};`);
    expect(help).toContain(`each node is {${Object.keys(found.nodes[0]).join(", ")}}`);
    expect(help).toContain(`each check {${Object.keys(found.nodes[0].checks[0]).join(", ")}}`);
    expect(found).toMatchObject({
      verdict: "accepted",
      policy: "development",
      listed: 2,
      referenceValues: { state: "good", version: 1, class: "simulated" },
    });
    expect(found.nodes[0]).toMatchObject({
      keyId: workers.map(({ entry }) => entry.keyId).toSorted()[0],
      verdict: "accepted",
      code: null,
      machine: { product: "Genoa", simulated: true, vmpl: 0 },
      node: { ageProved: true, image: { amlSandbox: false }, unlistedModels: [] },
    });
    expect(new Set(found.nodes[0].checks.map(({ code }: { code: string }) => code))).toEqual(
      new Set(Object.keys(REASONS)),
    );
    const strict = JSON.parse((await verify([server.url, "--json"])).stdout);
    expect(strict.nodes[1]).toMatchObject({
      verdict: "refused",
      code: "root_not_pinned",
      clause: "3.4",
      node: null,
    });
  });

  it("refuses what a client refuses beside the evidence", async () => {
    const [first, second] = workers as [TestWorker, TestWorker];
    proxy.list = () => [{ ...first.entry, chipId: second.entry.chipId }];
    const { exit, stdout } = await verify([server.url, ...DEVELOPMENT]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/✗ chip_mismatch +Its evidence is of another chip/);
    expect(stdout).toMatch(
      /REFUSED {3}Its evidence is of another chip than the node list says\. \(chip_mismatch\)/,
    );
  });

  it("shows refused reference values, and accepts nobody by them", async () => {
    expect((await verify([server.url, ...DEVELOPMENT])).exit).toBe(0);
    proxy.referenceValues = network.referenceValues({ version: 2 });
    expect((await verify([server.url, ...DEVELOPMENT])).exit).toBe(0);
    proxy.referenceValues = network.referenceValues({ version: 1 });
    const { exit, stdout } = await verify([server.url, ...DEVELOPMENT]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/reference values: refused: .* \(reference_values_rolled_back, SPEC 10\.5\)/);
    expect(stdout.match(/✗ reference_values_missing/g)).toHaveLength(2);
    expect(stdout.match(/SIMULATED: no hardware/g)).toHaveLength(2);
    proxy.referenceValues = new Uint8Array(9);
    expect((await verify([server.url, ...DEVELOPMENT])).stdout).toContain(
      "(reference_values_malformed, SPEC 10.3)",
    );
    proxy.referenceValues = null;
    expect((await verify([server.url, ...DEVELOPMENT])).stdout).toContain(
      "reference values: none, and the policy",
    );
  });

  it("refuses a node that no client may use for any model, as a file too", async () => {
    const path = await saved();
    proxy.referenceValues = network.referenceValues({ models: [], version: 2 });
    const listed = await verify([server.url, ...DEVELOPMENT]);
    const refused = /REFUSED {3}It serves a build .* do not list\. \(model_not_listed, SPEC 10\.5\)/g;
    expect(listed.exit).toBe(1);
    expect(listed.stdout.match(/✗ model_not_listed/g)).toHaveLength(2);
    expect(listed.stdout.match(refused)).toHaveLength(2);
    await writeFile(`${path}.reference-values`, proxy.referenceValues);
    const file = await verify([path, ...DEVELOPMENT]);
    expect(file.exit).toBe(1);
    expect(file.stdout.match(refused)).toHaveLength(1);
    expect(file.stdout).not.toContain("ACCEPTED");
    const { nodes } = JSON.parse((await verify([path, ...DEVELOPMENT, "--json"])).stdout);
    expect(nodes).toMatchObject([{ verdict: "refused", code: "model_not_listed", clause: "10.5" }]);
  });

  it("accepts nothing where nothing is listed", async () => {
    proxy.list = () => [];
    expect(await verify([server.url, ...DEVELOPMENT])).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining("The proxy lists no node now, so nothing was verified."),
    });
    expect(JSON.parse((await verify([server.url, "--json"])).stdout)).toMatchObject({
      verdict: "refused",
      nodes: [],
    });
  });

  it("says when nobody is there, and when it is no proxy", async () => {
    const other = await serveLocally(async () => new Response("<html>", { status: 200 }));
    expect(await verify([other.url])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining("not of the form"),
    });
    other.close();
    server.close();
    expect(await verify([server.url])).toMatchObject({
      exit: 1,
      stdout: "",
      stderr: expect.stringContaining("could not be reached"),
    });
  });
});

describe("cocoon verify of a file", () => {
  it("accepts what was saved, without the proxy, and does not call its age proved", async () => {
    const path = await saved();
    server.close();
    const { exit, stdout } = await verify(["kept.evidence", ...DEVELOPMENT]);
    expect(exit).toBe(0);
    expect(stdout).toContain(`${path} · policy development`);
    expect(stdout).toMatch(/– nonce_mismatch +not required/);
    expect(stdout).toMatch(/age {7}not proved: a file can be kept/);
    expect(stdout).toContain("SIMULATED: no hardware");
    expect((await verify([path, ...DEVELOPMENT])).exit).toBe(0);
    expect(
      (
        await verify(["-", ...DEVELOPMENT, "--reference-values", "kept.evidence.reference-values"], {
          input: new Uint8Array(await readFile(path)),
        })
      ).exit,
    ).toBe(0);
    expect(await verify([path])).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining("✗ root_not_pinned"),
    });
  });

  it("refuses it once it is over, and tells what held at an earlier moment", async () => {
    const path = await saved();
    const later = new Date(network.nowMs + 2 * 3_600_000).toISOString();
    const over = await verify([path, ...DEVELOPMENT, "--at", later]);
    expect(over).toMatchObject({ exit: 1, stdout: expect.stringContaining("✗ key_expired") });
    expect(over.stdout).toContain(`policy development · ${later}`);
    expect((await verify([path, ...DEVELOPMENT, "--at", new Date(network.nowMs).toISOString()])).exit).toBe(
      0,
    );
  });

  it("refuses any change", async () => {
    const path = await saved();
    const bytes = await readFile(path);
    bytes[0x90] = (bytes[0x90] as number) ^ 1;
    await writeFile(path, bytes);
    const { exit, stdout } = await verify([path, ...DEVELOPMENT]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/✗ report_signature +The report is not signed by the chip's key\. \(SPEC 3\.7\)/);
    expect(stdout).toMatch(/Policy\n +– \d+ not reached\n/);
    expect(stdout).not.toMatch(/^ {2}machine /m);
  });

  it("does not take evidence made for another's check, and says why", async () => {
    const live = await (workers[0] as TestWorker).evidence(new Uint8Array(32));
    await writeFile(join(cwd, "live"), live);
    await writeFile(join(cwd, "live.reference-values"), network.referenceValues());
    const { exit, stdout } = await verify(["live", ...DEVELOPMENT]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/✗ nonce_mismatch +The evidence does not answer this nonce/);
    expect(stdout).not.toMatch(/age +proved/);
  });

  it.each([
    ["nothing", () => Buffer.alloc(0)],
    ["a part of it", (bytes: Buffer) => bytes.subarray(0, -1)],
    ["a byte too many", (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ["other bytes", (bytes: Buffer) => Buffer.alloc(bytes.length, 0xa5)],
  ])("refuses %s as no bundle", async (_what, change) => {
    const path = await saved();
    await writeFile(path, change(await readFile(path)));
    const { exit, stdout } = await verify([path, ...DEVELOPMENT]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/✗ malformed_bundle/);
    expect(stdout).not.toContain("✓");
  });

  it("reads no more than evidence can be long", async () => {
    const path = join(cwd, "huge");
    await writeFile(path, "");
    await truncate(path, 8 * 1024 ** 4);
    expect(await verify([path])).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining("✗ malformed_bundle"),
    });
    expect((await verify(["-"], { input: new Uint8Array(2 ** 20) })).exit).toBe(1);
  });

  it("says what is no file", async () => {
    await mkdir(join(cwd, "folder"));
    expect(await verify(["folder"])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("folder is a folder;"),
    });
    const missing = await verify(["missing"]);
    expect(missing).toMatchObject({
      exit: 2,
      stdout: "",
      stderr: expect.stringMatching(/missing is not there; name .*\n$/),
    });
    expect(JSON.parse((await verify(["missing", "--json"])).stdout)).toMatchObject({
      error: { code: "usage" },
    });
  });

  it("takes no reference values beside it for none only where there are none", async () => {
    const beside = `${await saved()}.reference-values`;
    const run = () => verify(["kept.evidence", ...DEVELOPMENT]);
    await rm(beside);
    expect(await run()).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining("reference values: none, and the policy"),
    });
    await mkdir(beside);
    const named = "name a file of reference values by --reference-values.\n";
    expect(await run()).toEqual({ exit: 2, stdout: "", stderr: `${beside} is a folder; ${named}` });
    await rm(beside, { recursive: true });
    await symlink(beside, beside);
    expect(await run()).toEqual({ exit: 2, stdout: "", stderr: `${beside} can't be read; ${named}` });
    expect(await verify(["-", ...DEVELOPMENT, "--reference-values", "missing"])).toMatchObject({
      exit: 2,
      stderr: `${join(cwd, "missing")} is not there; ${named}`,
    });
  });

  it("takes a policy from a file", async () => {
    const path = await saved();
    await writeFile(join(cwd, "policy.json"), "{}");
    const { exit, stderr } = await verify([path, "--policy", "policy.json"]);
    expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringContaining("policy.json: ") });
  });
});

describe("cocoon verify --save", () => {
  it("never overwrites what is there, unless told to", async () => {
    const path = await saved();
    const again = [server.url, ...DEVELOPMENT, "--node", firstKey(), "--save", "kept.evidence"];
    await writeFile(path, "mine");
    expect(await verify(again)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("is there already;"),
    });
    expect(await readFile(path, "utf8")).toBe("mine");
    expect((await verify([...again, "--force"])).exit).toBe(0);
    expect((await verify([path, ...DEVELOPMENT])).exit).toBe(0);
  });

  it("needs to know which of several nodes", async () => {
    const { exit, stderr } = await verify([server.url, "--save", "kept"]);
    expect(exit).toBe(2);
    for (const { entry } of workers) expect(stderr).toContain(entry.keyId.slice(0, 12));
  });

  it("keeps the evidence of a node that is refused, too", async () => {
    const { exit, stdout } = await verify([server.url, "--node", firstKey(), "--save", "kept", "--json"]);
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "refused", saved: [join(cwd, "kept")] });
    expect(new Uint8Array(await readFile(join(cwd, "kept"))).length).toBeGreaterThan(1184);
    const nowhere = await verify([server.url, "--node", firstKey(), "--save", "none/kept"]);
    expect(nowhere).toMatchObject({ exit: 2, stderr: expect.stringContaining("can't be written (ENOENT)") });
  });
});
