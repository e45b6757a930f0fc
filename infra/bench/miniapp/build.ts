import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../../stack/network/layout.ts";

const MINIAPP = join(ROOT, "miniapp");
const WITHIN_MS = 120_000;

/** The app as it is released, into a folder. */
export async function buildForProduction(folder: string): Promise<void> {
  const vite = dirname(createRequire(join(MINIAPP, "package.json")).resolve("vite/package.json"));
  const args = [
    join(vite, "bin/vite.js"),
    "build",
    "--outDir",
    folder,
    "--emptyOutDir",
    "--logLevel",
    "error",
  ];
  await promisify(execFile)(process.execPath, args, { cwd: MINIAPP, timeout: WITHIN_MS });
}
