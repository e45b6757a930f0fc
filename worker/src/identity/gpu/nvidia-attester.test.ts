import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../clock.ts";
import { collecting, hanging, writeProgram } from "../../testing/fake-program.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { AttestationError } from "../attestation-error.ts";
import { NvidiaAttester } from "./nvidia-attester.ts";

const NONCE = new Uint8Array(32).fill(0xc7);
const CHAIN = [1, 2, 3, 4, 5].map((byte) => new Uint8Array(50 + byte).fill(byte));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-nvattest-"));
});
afterEach(() => rm(folder, { recursive: true }));

const attester = async (body: string, clock = systemClock) => {
  const path = await writeProgram(join(folder, "nvattest"), body);
  return new NvidiaAttester({ path, timeoutMs: 30_000, clock });
};

const failureOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestationError);
  return (error as Error).message;
};
const failure = async (body: string) => failureOf((await attester(body)).evidence(NONCE));

describe("GPUs, by NVIDIA's program", () => {
  it("answer the nonce, one or several, each with its chain, leaf first", async () => {
    const [first, second, ...others] = await (
      await attester(collecting([CHAIN, CHAIN.slice(0, 1)]))
    ).evidence(NONCE);
    expect(others).toEqual([]);
    expect(first?.chain).toEqual(CHAIN);
    expect(second?.chain).toEqual(CHAIN.slice(0, 1));
    expect(first?.report).toHaveLength(400);
    expect(first?.report.subarray(4, 36)).toEqual(NONCE);
    expect(second?.report.subarray(37)).toEqual(new Uint8Array(363).fill(1));
  });

  it("are asked for JSON, with none of the worker's settings around", async () => {
    const seen = join(folder, "seen.json");
    const record = `require("node:fs").writeFileSync(${JSON.stringify(seen)},
      JSON.stringify({ args, env: process.env, cwd: process.cwd() }));`;
    process.env["COCOON_TEST_SETTING"] = "secret";
    await (await attester(record + collecting([CHAIN]))).evidence(NONCE);
    delete process.env["COCOON_TEST_SETTING"];
    const { args, env, cwd } = JSON.parse(await readFile(seen, "utf8"));
    const nonce = "c7".repeat(32);
    expect(args).toEqual(["collect-evidence", "--device", "gpu", "--format", "json", "--nonce", nonce]);
    expect(Object.keys(env).sort()).toEqual(["LC_ALL", "PATH"]);
    expect(cwd).toBe("/");
  });

  it.each([
    ["ends with an exit code", "process.exit(17);", "ended with exit code 17"],
    ["is killed", "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);", "ended with SIGTERM"],
    ["writes nothing", "", "gave no evidence"],
    ["writes no JSON", "console.log('GPU evidence collection was successful.');", "gave no evidence"],
    ["says that it failed", 'console.log(\'{"result_code":4,"evidences":null}\');', "gave no evidence"],
    ["finds no GPU", 'console.log(\'{"result_code":0,"evidences":[]}\');', "gave no evidence"],
    ["finds more than a machine has", collecting(Array(17).fill(CHAIN)), "gave no evidence"],
    [
      "answers another nonce",
      collecting([CHAIN]).replace("args[", "'00'.repeat(32) + args["),
      "gave no evidence",
    ],
    ["writes no request", collecting([CHAIN]).replace("11e0", "11e1"), "gave no evidence"],
    ["writes a report that is cut off", collecting([CHAIN], 37), "gave no evidence"],
    ["writes a chain of none", collecting([[]]), "gave no evidence"],
    ["writes a chain without end", collecting([Array(11).fill(CHAIN[0])]), "gave no evidence"],
    ["writes more than a bundle takes", collecting([CHAIN], 256 * 1024), "gave no evidence"],
    [
      "writes without end",
      "const more = () => process.stdout.write('A'.repeat(65536), more); more();",
      "more than 1048576 bytes",
    ],
  ])("are not attested when it %s, and it is said what to do", async (_, body, why) => {
    const sentence = await failure(body);
    expect(sentence).toContain("The GPUs can't be attested");
    expect(sentence).toContain(why);
    expect(sentence).toContain('nvattest collect-evidence --device gpu --format json" inside the guest');
  });

  it("are not attested where there is no such program", async () => {
    const missing = new NvidiaAttester({ path: join(folder, "none"), timeoutMs: 30_000, clock: systemClock });
    expect(await failureOf(missing.evidence(NONCE))).toContain("can't be run (ENOENT)");
  });

  it("are not waited for when it hangs: it is killed, and what it has started too", async () => {
    const pids = join(folder, "pids");
    const clock = new ManualClock(0);
    const sentence = failureOf((await attester(hanging(pids), clock)).evidence(NONCE));
    await expect.poll(() => existsSync(pids), { timeout: 20_000, interval: 5 }).toBe(true);
    clock.advance(30_000);
    expect(await sentence).toContain("did not end within 30000 ms");
    const isAlive = (pid: number) => existsSync(`/proc/${pid}/exe`);
    for (const pid of JSON.parse(await readFile(pids, "utf8")) as number[])
      await expect.poll(() => isAlive(pid), { interval: 5 }).toBe(false);
  }, 30_000);
});
