import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PUBLIC_MANIFESTS } from "@cocoon/protocol/vectors";
import { atLeastTheExitCode, type Count, failuresOfVitest, fromLastLine, fromVitest } from "./count.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const VERSION = "24.21.0";
const FOLDER = join(ROOT, ".cache/node24", VERSION);
const REPORT = join(ROOT, ".cache/node24/report.json");
const VECTORS = process.env["COCOON_VECTORS"] ?? join(ROOT, "../shared/vectors");

/** The program itself, as its package for this system holds it; kept in `.cache`, no part of what the project installs. */
async function node24(): Promise<string> {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const program = join(
    FOLDER,
    "node_modules",
    name,
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  if (existsSync(program)) return program;
  console.log(`Installing ${name} ${VERSION} (about 50 MB, once) ...`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), '{ "private": true }\n');
  const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", `${name}@${VERSION}`];
  await promisify(execFile)("npm", args, { cwd: FOLDER });
  return program;
}

/** Runs it in this terminal and keeps what it writes to standard output. */
function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      output += part;
      process.stdout.write(part);
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The protocol's own tests. */
async function tests(program: string): Promise<Count> {
  rmSync(REPORT, { force: true });
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${REPORT}`];
  const { code } = await run(program, [vitest, "run", "--project", "protocol", ...reporters]);
  const report = existsSync(REPORT) ? readFileSync(REPORT, "utf8") : null;
  for (const failure of report ? failuresOfVitest(report) : []) console.log(`FAIL ${failure}`);
  return atLeastTheExitCode(report ? fromVitest(report) : null, code);
}

/** Public vectors, by the runner that outsiders have. */
async function vectors(program: string): Promise<Count[]> {
  if (!existsSync(VECTORS)) {
    console.log(`Public vectors are skipped: ${VECTORS} is not there; COCOON_VECTORS may name a folder.`);
    return [];
  }
  const runner = ["--conditions=@cocoon/source", "--import", "tsx", "protocol/scripts/run-vectors.ts"];
  const counts: Count[] = [];
  for (const manifest of PUBLIC_MANIFESTS) {
    console.log(manifest);
    const { code, output } = await run(program, [...runner, join(VECTORS, manifest)]);
    counts.push(atLeastTheExitCode(fromLastLine(output), code));
  }
  return counts;
}

try {
  const program = await node24();
  const { output: version } = await run(program, ["--version"]);
  if (!version.startsWith("v24.")) throw new Error(`${program} is Node ${version.trim()}`);
  const counts = [await tests(program), ...(await vectors(program))];
  const total = (part: keyof Count) => counts.reduce((sum, count) => sum + count[part], 0);
  console.log(`${total("passed")} passed, ${total("failed")} failed`);
  process.exitCode = total("failed") === 0 ? 0 : 1;
} catch (error) {
  console.error(`node24: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
