import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { CACHE, ROOT } from "./layout.ts";

const ENTRIES = {
  proxy: "proxy/src/main.dev.ts",
  worker: "worker/src/main.dev.ts",
  chain: "contracts/devchain/main.ts",
};

/** File of each program, ready for Node. */
export type Programs = Readonly<Record<keyof typeof ENTRIES, string>>;

const UNUSED_MS = 7 * 24 * 60 * 60_000;

/** CommonJS packages inside a bundle ask for Node's own modules by require, which ES modules lack. */
const REQUIRE =
  'import { createRequire as cocoonRequire } from "node:module"; const require = cocoonRequire(import.meta.url);';

/**
 * Bundles the network's programs from their sources as they are now. Each of five processes would else translate some
 * hundred files before it starts: one second of processor time instead of a fifth. A bundle stands in a folder named by
 * its content, so a running network restarts a part from the very program it began with.
 */
export async function buildPrograms(): Promise<Programs> {
  const { outputFiles } = await build({
    entryPoints: Object.entries(ENTRIES).map(([out, main]) => ({ in: join(ROOT, main), out })),
    outdir: CACHE,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    write: false,
    sourcemap: "linked",
    platform: "node",
    target: "node20",
    format: "esm",
    conditions: ["@cocoon/source"],
    // They find their native libraries and their virtual machine beside their own files; the sandbox and who uses it must
    // have one copy of TON's types.
    external: ["node-llama-cpp", "@ton/*"],
    banner: { js: REQUIRE },
    logLevel: "silent",
  });
  const hash = createHash("sha256");
  for (const { contents } of outputFiles) hash.update(contents);
  const folder = join(CACHE, "programs", hash.digest("hex").slice(0, 16));
  if (!existsSync(folder)) writeAtOnce(folder, outputFiles);
  const now = new Date();
  utimesSync(folder, now, now);
  removeUnused(dirname(folder));
  const at = (name: keyof Programs) => join(folder, `${name}.mjs`);
  return { proxy: at("proxy"), worker: at("worker"), chain: at("chain") };
}

function writeAtOnce(folder: string, files: readonly { path: string; contents: Uint8Array }[]): void {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  for (const { path, contents } of files) writeFileSync(join(partial, basename(path)), contents);
  // Whoever built the same at the same time was first.
  if (existsSync(folder)) rmSync(partial, { recursive: true });
  else renameSync(partial, folder);
}

/** What no start has used for long. */
export function removeUnused(programs: string): void {
  for (const name of readdirSync(programs)) {
    const folder = join(programs, name);
    const usedMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - usedMs > UNUSED_MS) rmSync(folder, { recursive: true, force: true });
  }
}
