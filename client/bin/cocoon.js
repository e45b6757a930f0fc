#!/usr/bin/env node
// Starts the CLI: the build when it is as new as the sources, else the sources themselves.
import { existsSync, readdirSync, statSync } from "node:fs";
import { register } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`cocoon needs Node 20.19 or newer; this is ${process.version}.\n`);
  process.exit(1);
}

const client = dirname(dirname(fileURLToPath(import.meta.url)));
/** What the command line is made of. */
const sources = [join(client, "src"), join(client, "../protocol/src"), join(client, "../contracts/wrappers")];

/** Sources stand beside a build only in a checkout; there an old build must not hide a change. */
function buildIsCurrent() {
  if (!existsSync(join(client, "dist/cli/main.js"))) return false;
  return sources.every((folder) => {
    if (!existsSync(folder)) return true;
    const stamp = join(folder, "../dist/.tsbuildinfo");
    return existsSync(stamp) && newest(folder) <= statSync(stamp).mtimeMs;
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
const { main } = await import(built ? "../dist/cli/main.js" : "../src/cli/main.ts");
await main();
