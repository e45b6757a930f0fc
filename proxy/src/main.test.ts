import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { encodePolicy } from "@cocoon/protocol/attestation";
import { developmentPolicy } from "@cocoon/protocol/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const complete = {
  DATABASE_URL: "postgres://cocoon:hunter2@127.0.0.1:1/cocoon",
  REDIS_URL: "redis://:hunter2@127.0.0.1:1",
  COCOON_PUBLIC_ORIGIN: "https://proxy.example",
  COCOON_ROSTER_KEY: "a5".repeat(32),
};
const CONFIG_EXIT = 78;

interface Run {
  readonly code: number | null;
  readonly output: string;
}

async function run(entry: string, env: Record<string, string>, args: readonly string[] = []): Promise<Run> {
  const script = fileURLToPath(new URL(entry, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@cocoon/source", "--import", "tsx", script, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const output = (await Promise.all([text(child.stdout), text(child.stderr)])).join("");
  return { code: await code, output };
}

/** The entry points as processes: what each refuses to start with, and what it says then. */
describe("the proxy as a process", () => {
  let folder: string;
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cocoon-proxy-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("lists all missing settings and exits with 78", async () => {
    const { code, output } = await run("./main.ts", {});
    expect(code).toBe(CONFIG_EXIT);
    for (const name of ["DATABASE_URL", "REDIS_URL", "COCOON_PUBLIC_ORIGIN", "COCOON_ROSTER_KEY"])
      expect(output).toContain(`${name} is missing`);
  });

  it("in production names no simulated root", async () => {
    const roots = file("roots.json", "{}");
    const { code, output } = await run("./main.ts", { ...complete, COCOON_SIMULATED_ROOTS: roots });
    expect(code).toBe(CONFIG_EXIT);
    expect(output).toContain("COCOON_SIMULATED_ROOTS names a simulated root, which production refuses");
  });

  it("in production moves no money on a simulated chain", async () => {
    const { code, output } = await run("./main.ts", { ...complete, COCOON_TON_GLOBAL_ID: "-217" });
    expect(code).toBe(CONFIG_EXIT);
    expect(output).toContain("COCOON_TON_GLOBAL_ID is that of a simulated chain, which production refuses");
  });

  it("in production takes no policy with a simulated root", async () => {
    const roots = { simulatedRoots: { Genoa: "ab".repeat(32) }, measurements: ["cd".repeat(48)] };
    const policy = file("policy.json", encodePolicy(developmentPolicy(roots)));
    const { code, output } = await run("./main.ts", { ...complete, COCOON_POLICY: policy });
    expect(code).toBe(CONFIG_EXIT);
    expect(output).toContain("COCOON_POLICY");
    expect(output).toContain("simulated roots are accepted only in development");
  });

  it("in development says which file it needs, and that its root is SIMULATED", async () => {
    expect(await run("./main.dev.ts", complete)).toMatchObject({
      code: CONFIG_EXIT,
      output: expect.stringContaining("COCOON_SIMULATED_ROOTS is missing"),
    });
    const absent = { ...complete, COCOON_SIMULATED_ROOTS: join(folder, "none") };
    expect((await run("./main.dev.ts", absent)).output).toContain("names a file that can't be read");
  });

  it("says in a sentence, without a password, that Postgres is away", async () => {
    const { code, output } = await run("./main.ts", complete);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^cocoon-proxy: Postgres, Redis or the port can't be used \(\w+\); check DATABASE_URL/,
    );
    expect(output).not.toContain("hunter2");
    expect(output.trim().split("\n")).toHaveLength(1);
  });
});

describe("the operator's commands", () => {
  const operator = (args: readonly string[], env: Record<string, string> = {}) =>
    run("./operator/main.ts", env, args);

  it("explain themselves", async () => {
    expect(await operator(["--help"])).toMatchObject({
      code: 0,
      output: expect.stringContaining("grant --ton AMOUNT"),
    });
  });

  it.each([
    [["steal"], 2, "there is no such command"],
    [["grant"], 2, "--ton takes an amount"],
    [["grant", "--ton", "-5"], 2, "--ton"],
    [["grant", "--ton", "1", "--label", "x".repeat(65)], 2, "--label takes at most 64 characters"],
    [["grant", "--ton", "1", "--lable", "x"], 2, "Unknown option"],
    [["grant", "--ton", "1"], CONFIG_EXIT, "DATABASE_URL is missing"],
  ])("refuse %j with %i", async (args, code, sentence) => {
    expect(await operator(args)).toMatchObject({ code, output: expect.stringContaining(sentence) });
  });

  it("say in a sentence that the database is away", async () => {
    const { code, output } = await operator(["grant", "--ton", "1"], complete);
    expect(code).toBe(1);
    expect(output).toMatch(/^cocoon-admin: the database can't be used \(\w+\); check DATABASE_URL\n$/);
  });
});
