import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Which lockfile the installed packages are of. npm empties the folder first, so it stands only after a whole install. */
const STAMP = join(ROOT, "node_modules/.cocoon-lockfile");

const lockfileHash = () =>
  createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");

const isInstalled = () => existsSync(STAMP) && readFileSync(STAMP, "utf8") === lockfileHash();

/** Installs the packages of the lockfile unless they are there; npm's own progress goes to standard error. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write("Installing packages (about half a minute, once) ...\n");
  rmSync(STAMP, { force: true });
  const code = await npm(["ci", "--no-audit", "--no-fund"]);
  if (code !== 0) {
    process.stderr.write("The packages could not be installed; read npm's message above, then try again.\n");
    process.exit(1);
  }
  writeFileSync(STAMP, lockfileHash());
}

/** The npm that started this, else the one on PATH. */
function npm(args) {
  const path = process.env.npm_execpath;
  const [command, first] = path && /npm-cli\.c?js$/.test(path) ? [process.execPath, [path]] : ["npm", []];
  // Standard output is for answers.
  const child = spawn(command, [...first, ...args], { cwd: ROOT, stdio: ["ignore", 2, 2] });
  return new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
