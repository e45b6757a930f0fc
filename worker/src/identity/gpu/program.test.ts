import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../clock.ts";
import { hanging, writeProgram } from "../../testing/fake-program.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { outputOf, ProgramError } from "./program.ts";

let folder: string;
/** Where a program writes its process numbers. */
let pidsAt: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cocoon-program-"));
  pidsAt = join(folder, "pids.json");
});
afterEach(() => rm(folder, { recursive: true }));

const LIMITS = { args: [], timeoutMs: 30_000, limitBytes: 1024 };
const program = (body: string) => writeProgram(join(folder, "program"), body);
const isAlive = (pid: number) => existsSync(`/proc/${pid}/exe`);
const pids = async (): Promise<readonly number[]> => {
  await expect.poll(() => existsSync(pidsAt), { timeout: 20_000, interval: 5 }).toBe(true);
  return JSON.parse(await readFile(pidsAt, "utf8"));
};

/** Runs a module's text, which may import the sources, as a process of its own that may open `files` files. */
const runScript = (text: string, files = 1_024): Promise<{ readonly out: string; readonly err: string }> =>
  new Promise((resolve, reject) => {
    const module = ["--conditions=@cocoon/source", "--import", "tsx", "--input-type=module", "-e", text];
    const limited = ["-c", `ulimit -n ${files}; exec "$@"`, "sh", process.execPath, ...module];
    const child = spawn("/bin/sh", limited, { env: { PATH: process.env["PATH"] ?? "" } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    child.once("error", reject);
    child.once("close", () => resolve({ out, err }));
  });
const sourceOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
const scriptFor = (path: string) => `
  import { existsSync, openSync } from "node:fs";
  import { outputOf } from ${sourceOf("program.ts")};
  import { systemClock as clock } from ${sourceOf("../../clock.ts")};
  const run = () => outputOf({ path: ${JSON.stringify(path)}, clock, ...${JSON.stringify(LIMITS)} });`;

describe("another program", () => {
  it.each([
    ["at the deadline", "", "did not end within 30000 ms"],
    ["once it has written too much", "process.stdout.write('A'.repeat(2048));", "wrote more than 1024 bytes"],
  ])(
    "is not waited for %s, though what it has started left its group with the pipe",
    async (_, more, why) => {
      const clock = new ManualClock(0);
      const path = await program(hanging(pidsAt, { childLeavesGroup: true }) + more);
      const ending = outputOf({ ...LIMITS, path, clock }).catch((error: unknown) => error);
      const [own = 0, left = 0] = await pids();
      if (more === "") clock.advance(30_000);
      const error = await ending;
      expect(error).toBeInstanceOf(ProgramError);
      expect((error as Error).message).toBe(why);
      await expect.poll(() => isAlive(own), { interval: 5 }).toBe(false);
      expect(isAlive(left)).toBe(true);
      expect(clock.pending).toBe(0);
      process.kill(left, "SIGKILL");
    },
    30_000,
  );

  it("that can't be run, since the worker may open no more files, fails and takes nothing along", async () => {
    const script = `${scriptFor("/bin/true")}
      try { for (;;) openSync("/dev/null"); } catch {}
      await run().catch(({ name, message }) => console.log(name, message));
      setImmediate(() => console.log("goes on"));`;
    const { out, err } = await runScript(script, 128);
    expect(err).toBe("");
    expect(out).toBe("ProgramError can't be run (EMFILE)\ngoes on\n");
  }, 30_000);

  it("that the system won't even try to run fails like any other", async () => {
    const endless = outputOf({
      ...LIMITS,
      path: "/bin/true",
      args: ["a".repeat(4_000_000)],
      clock: systemClock,
    });
    await expect(endless).rejects.toThrow("can't be run (E2BIG)");
  });

  it("ends with the worker, however that exits, and what it has started too", async () => {
    const script = `${scriptFor(await program(hanging(pidsAt)))}
      process.on("uncaughtException", () => process.exit(1));
      setInterval(() => { if (existsSync(${JSON.stringify(pidsAt)})) throw new Error("crash"); }, 5);
      await run();`;
    await runScript(script);
    for (const pid of await pids()) await expect.poll(() => isAlive(pid), { interval: 5 }).toBe(false);
  }, 30_000);

  it("leaves nothing behind that watches for the worker's exit", async () => {
    const before = process.listenerCount("exit");
    const path = await program("process.stdout.write('done');");
    expect(await outputOf({ ...LIMITS, path, clock: systemClock })).toEqual(
      new Uint8Array(Buffer.from("done")),
    );
    await expect(outputOf({ ...LIMITS, path: "/none", clock: systemClock })).rejects.toThrow("ENOENT");
    expect(process.listenerCount("exit")).toBe(before);
  });
});
