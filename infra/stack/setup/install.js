import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { matchesLockfile } from "./installed.js";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const packagesOf = (file) => JSON.parse(readFileSync(join(ROOT, file), "utf8")).packages;

/** npm writes its own list last, so it stands only after a whole installation, whoever asked for it. */
function installedPackages() {
  try {
    return packagesOf("node_modules/.package-lock.json");
  } catch {
    return null;
  }
}

/** Installs the packages of the lockfile unless they are there; npm's own progress goes to standard error. */
export async function ensureInstalled() {
  if (matchesLockfile(packagesOf("package-lock.json"), installedPackages())) return;
  process.stderr.write("Installing packages (about half a minute, once) ...\n");
  // The tools of development are needed even where the environment says production.
  const code = await npm(["ci", "--include=dev", "--no-audit", "--no-fund"]);
  if (code === 0) return;
  process.stderr.write("The packages could not be installed; read npm's message above, then try again.\n");
  process.exit(1);
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
