// npm run verify-app -w miniapp: whether a server gives the app that was released.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { MalformedError } from "@cocoon/protocol/bytes";
import { UsageError, verifyArguments } from "./release/arguments.ts";
import { openRelease, ReleaseError } from "./release/manifest.ts";
import { compareServed } from "./release/served.ts";

async function main(): Promise<number> {
  const { url, release, publicKey } = verifyArguments(process.argv.slice(2));
  const file = resolve(process.env["INIT_CWD"] ?? process.cwd(), release);
  const { version, files } = openRelease(readFileSync(file, "utf8"), publicKey);
  const { changed, missing, extra } = await compareServed(url, files);
  for (const { path, integrity } of changed) console.log(`differs  ${path}  is ${integrity}`);
  for (const { path, why } of missing) console.log(`missing  ${path}  ${why}`);
  for (const path of extra) console.log(`extra    ${path}`);
  const wrong = changed.length + missing.length + extra.length;
  console.log(
    wrong === 0
      ? `${url} serves release ${version}: ${files.length} files, each as signed.`
      : `${url} does not serve release ${version}: ${wrong} files are not as signed.`,
  );
  return wrong === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known =
    error instanceof UsageError || error instanceof ReleaseError || error instanceof MalformedError;
  const { code, message } = error as NodeJS.ErrnoException;
  if (!known && code !== "ENOENT") throw error;
  console.error(message);
  process.exitCode = 2;
}
