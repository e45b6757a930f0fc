// npm run release -w miniapp: the app's files, and a signed list of them.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { appFiles, readApp } from "./app-file.ts";
import { buildApp } from "./build-app.ts";
import { RELEASE_USAGE } from "./release/arguments.ts";
import { signRelease } from "./release/manifest.ts";

const MINIAPP = fileURLToPath(new URL("..", import.meta.url));

async function main([key, out, ...more]: readonly string[]): Promise<number> {
  if (key === undefined || out === undefined || more.length > 0) {
    process.stderr.write(RELEASE_USAGE);
    return 2;
  }
  const at = (path: string) => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
  const folder = `${MINIAPP}dist/production`;
  await buildApp(folder);
  const { version } = JSON.parse(readFileSync(`${MINIAPP}package.json`, "utf8")) as { version: string };
  const { text, publicKey } = signRelease(
    { version, files: appFiles(readApp(folder)) },
    readFileSync(at(key)),
  );
  writeFileSync(at(out), text);
  console.log(`Release ${version} of ${folder}, signed by ${publicKey}, is in ${at(out)}.`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
