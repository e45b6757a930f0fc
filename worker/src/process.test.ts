import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256, toHex } from "@cocoon/protocol/bytes";
import { encodeSimulatedPki, mintSimulatedPki } from "@cocoon/protocol/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hanging, writeProgram } from "./testing/fake-program.ts";
import { testManifest } from "./testing/manifest.ts";

const bin = fileURLToPath(new URL("../bin/cocoon-worker.js", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const run = (
  args: readonly string[],
  env: Record<string, string> = {},
  meanwhile?: (worker: ChildProcess) => Promise<unknown>,
): Promise<Ended> => node([bin, ...args], env, meanwhile);

const node = (
  args: readonly string[],
  env: Record<string, string>,
  meanwhile: (child: ChildProcess) => Promise<unknown> = async () => undefined,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env["PATH"] ?? "", ...env },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    child.once("error", reject);
    meanwhile(child).catch(reject);
    child.once("close", (code) => resolve({ code, out, err }));
  });

let folder: string;
let settings: Record<string, string>;
/** The arguments for a SIMULATED root. */
let simulated: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-worker-"));
  const gguf = { file: "none.gguf", sha256: "00".repeat(32), sizeBytes: 4 };
  await writeFile(join(folder, "model.json"), testManifest({ gguf }));
  await writeFile(join(folder, "none.gguf"), "GGUF");
  settings = {
    COCOON_PROXY_URL: "http://127.0.0.1:9",
    COCOON_OPERATOR: `0:${"5a".repeat(32)}`,
    COCOON_MANIFESTS: join(folder, "model.json"),
    COCOON_PRICES: "test-echo=1/1/1",
    COCOON_IMAGE_ID: "test",
    COCOON_TON_API: "http://127.0.0.1:9/api/v2",
  };
  simulated = ["--dev", "--simulated-pki", join(folder, "simulated.json")];
  await writeFile(join(folder, "simulated.json"), encodeSimulatedPki(await mintSimulatedPki()));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** The path of a manifest whose model's file is longer than it says. */
async function longerModel(): Promise<string> {
  const gguf = { file: "longer.gguf", sha256: "00".repeat(32), sizeBytes: 4 };
  await writeFile(join(folder, "longer.json"), testManifest({ gguf }));
  await writeFile(join(folder, "longer.gguf"), "GGUF more");
  return join(folder, "longer.json");
}

/** The path of a manifest whose model's file is the right one, and no model. */
async function emptyModel(): Promise<string> {
  const bytes = Buffer.from("GGUF");
  const gguf = { file: "empty.gguf", sha256: toHex(sha256(bytes)), sizeBytes: bytes.length };
  await writeFile(join(folder, "empty.json"), testManifest({ gguf }));
  await writeFile(join(folder, "empty.gguf"), bytes);
  return join(folder, "empty.json");
}

describe("cocoon-worker", () => {
  it("explains itself on standard output", async () => {
    const { code, out, err } = await run(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("--proxy URL");
    expect(out).toContain(
      "vek.der, ask.der, ark.der, taken before AMD is asked; crl.der, while AMD gives none\n",
    );
    expect(err).toBe("");
  });

  it("exits 78 with every fault of its settings", async () => {
    const { code, out, err } = await run([]);
    expect(code).toBe(78);
    expect(err).toContain("has 4 faults");
    expect(out).toBe("");
  });

  it("exits 78 for a least price above the price, or of a model without one", async () => {
    const { code, err } = await run(["--least-prices", "test-echo=1/2/1,other=1/1/1"], settings);
    expect(code).toBe(78);
    for (const id of ["test-echo", "other"])
      expect(err).toContain(`COCOON_LEAST_PRICES has more for ${id} than COCOON_PRICES`);
  });

  it("refuses a simulated root in production", async () => {
    const { code, err } = await run(["--simulated-pki", "pki.json"], settings);
    expect(code).toBe(78);
    expect(err).toContain("COCOON_SIMULATED_PKI names a simulated root, which production refuses");
  });

  it("pays no name in production", async () => {
    const { code, err } = await run(["--operator", "operator-1"], settings);
    expect(code).toBe(78);
    expect(err).toContain("COCOON_OPERATOR is not a TON address");
  });

  it("takes one with --dev, and needs it there", async () => {
    const missing = await run(["--dev"], settings);
    expect(missing.code).toBe(78);
    expect(missing.err).toContain("COCOON_SIMULATED_PKI is missing");
    const { COCOON_TON_API, ...chainless } = settings;
    expect(COCOON_TON_API).toBeDefined();
    const withoutChain = await run([...simulated], chainless);
    expect(withoutChain.code).toBe(78);
    expect(withoutChain.err).toContain("COCOON_TON_API is missing: the simulated chain");
    await writeFile(join(folder, "pki.json"), "{}");
    const malformed = await run(["--dev", "--simulated-pki", join(folder, "pki.json")], settings);
    expect(malformed.code).toBe(78);
    expect(malformed.err).toContain('"event":"SIMULATED"');
    expect(malformed.err).toContain("COCOON_SIMULATED_PKI names a file that is not of its form");
  });

  it("exits 78 for a model file that is not the one its manifest names, told by its size at once", async () => {
    const { code, err } = await run([...simulated], settings);
    expect(code).toBe(78);
    expect(err).toContain("none.gguf is not the one its manifest names");
    const longer = await run(["--manifests", await longerModel()], settings);
    expect(longer.code).toBe(78);
    expect(longer.err).toContain("longer.gguf is not the one its manifest names");
  }, 60_000);

  it("exits 69 on a host without SEV-SNP, before it reads weights, and says what to do", async () => {
    // The file is of the right size, and not the one of its manifest: that is not found out any more.
    const { code, err } = await run([], settings);
    expect(code).toBe(69);
    expect(err).toMatch(
      /^cocoon-worker: This host has no SEV-SNP guest support: .*"modprobe sev-guest"\.?\n$/,
    );
  });

  it("exits 69 when GPUs are to be attested and can't be", async () => {
    const gpu = ["--gpu-evidence", join(folder, "none")];
    const { code, err } = await run([...simulated, "--manifests", await emptyModel(), ...gpu], settings);
    expect(code).toBe(69);
    expect(err).toContain("The GPUs can't be attested");
    expect(err).toContain("can't be run (ENOENT)");
  }, 60_000);

  it.each(["SIGTERM", "SIGINT"] as const)(
    "ends on %s while it starts, and leaves no program behind",
    async (signal) => {
      const pidsAt = join(folder, `${signal}.json`);
      const gpu = ["--gpu-evidence", await writeProgram(join(folder, "nvattest"), hanging(pidsAt))];
      const args = [...simulated, "--manifests", await emptyModel(), ...gpu];
      const { code } = await run(args, settings, async (worker) => {
        await expect.poll(() => existsSync(pidsAt), { timeout: 30_000, interval: 5 }).toBe(true);
        worker.kill(signal);
      });
      expect(code).toBe(0);
      for (const pid of JSON.parse(await readFile(pidsAt, "utf8")) as number[])
        await expect.poll(() => existsSync(`/proc/${pid}/exe`), { interval: 5 }).toBe(false);
    },
    60_000,
  );

  it("says of an error that nobody handled where it came from, and nothing of what it quotes", async () => {
    const script = `import { runWorker } from ${JSON.stringify(new URL("run.ts", import.meta.url).href)};
      await runWorker(() => {
        process.nextTick(() => {
          throw new TypeError("marker-7f3a\\n    at marker-7f3a");
        });
        return {};
      });`;
    const options = ["--conditions=@cocoon/source", "--import", "tsx", "--input-type=module", "-e", script];
    const { code, err } = await node(options, settings);
    expect(code).toBe(1);
    expect(err).toContain('"event":"crashed","reason":"TypeError","place":"at ');
    expect(err).not.toContain("marker-7f3a");
  });
});
