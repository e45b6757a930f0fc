import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { StackError } from "../errors.ts";
import { removeUnused } from "./build.ts";
import { CACHE, ROOT } from "./layout.ts";

/** Whatever the app is built from; a change of anything else makes no other app. */
const INPUTS = [
  "package-lock.json",
  "tsconfig.base.json",
  "client/src",
  "contracts",
  "protocol/src",
  "miniapp/build",
  "miniapp/index.html",
  "miniapp/package.json",
  "miniapp/public",
  "miniapp/src",
  "miniapp/vite.config.ts",
];
const NOT_BUILT = /(^|\/)(node_modules|dist|tests|devchain|\.turbo)(\/|$)|\.test\.tsx?$|\.md$/;
const BUILT_WITHIN_MS = 120_000;

/**
 * Builds the mini-app's development program, which alone knows what is simulated, from its sources as they are now. A build
 * stands in a folder named by what it was made from, so that a second start makes none.
 * @returns the folder @throws StackError
 */
export async function buildMiniapp(): Promise<string> {
  const folder = join(CACHE, "miniapp", hashOfInputs());
  if (!existsSync(folder)) await buildInto(folder);
  const now = new Date();
  utimesSync(folder, now, now);
  removeUnused(dirname(folder));
  return folder;
}

async function buildInto(folder: string): Promise<void> {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    const vite = join(ROOT, "node_modules/vite/bin/vite.js");
    const args = [vite, "build", "--mode", "development", "--outDir", partial, "--logLevel", "warn"];
    await promisify(execFile)(process.execPath, args, {
      cwd: join(ROOT, "miniapp"),
      timeout: BUILT_WITHIN_MS,
    });
    // Whoever built the same at the same time was first.
    if (!existsSync(folder)) renameSync(partial, folder);
  } catch {
    throw new StackError(
      "The mini-app could not be built; npm run build -w miniapp -- --mode development says why.",
    );
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function hashOfInputs(): string {
  const hash = createHash("sha256");
  for (const path of INPUTS.flatMap(filesOf)) {
    const content = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Relative to the repository; a part that is not there is as good as empty. */
function filesOf(path: string): string[] {
  if (NOT_BUILT.test(path)) return [];
  const at = join(ROOT, path);
  if (!existsSync(at)) return [];
  const entries = readdirOrNull(at);
  return entries ? entries.toSorted().flatMap((name) => filesOf(`${path}/${name}`)) : [path];
}

function readdirOrNull(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return null;
    throw error;
  }
}
