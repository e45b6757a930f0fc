#!/usr/bin/env node
// Starts the worker: the build when it is as new as the sources, else the sources themselves.
import { existsSync, readdirSync, statSync } from "node:fs";
import { register } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`cocoon-worker needs Node 20.19 or newer; this is ${process.version}.\n`);
  process.exit(1);
}

const worker = dirname(dirname(fileURLToPath(import.meta.url)));
const protocol = join(dirname(worker), "protocol");
// Production unless told otherwise: development is a program of its own, which production's does not contain.
const entry = process.argv.slice(2).includes("--dev") ? "main.dev" : "main";

/** Sources stand beside a build only in a checkout; there an old build must not hide a change. */
function buildIsCurrent() {
  if (!existsSync(join(worker, `dist/${entry}.js`))) return false;
  return [worker, protocol].every((folder) => {
    if (!existsSync(join(folder, "src"))) return true;
    const stamp = join(folder, "dist/.tsbuildinfo");
    return existsSync(stamp) && newest(join(folder, "src")) <= statSync(stamp).mtimeMs;
  });
}

function newest(folder) {
  const entries = readdirSync(folder, { recursive: true });
  return entries.reduce((latest, name) => Math.max(latest, statSync(join(folder, name)).mtimeMs), 0);
}

/** Adds the condition under which our packages export their sources: it can't be given on the command line from here. */
const SOURCE_HOOK = `export const resolve = (specifier, context, next) =>
  next(specifier, { ...context, conditions: [...context.conditions, "@cocoon/source"] });`;

const built = buildIsCurrent();
if (!built) {
  const { register: registerTsx } = await import("tsx/esm/api");
  registerTsx();
  register(`data:text/javascript,${encodeURIComponent(SOURCE_HOOK)}`);
}
await import(built ? `../dist/${entry}.js` : `../src/${entry}.ts`);
