import { fileURLToPath } from "node:url";
import { command, type Outcome } from "./command.ts";
import { checkLockfile } from "./lockfile.ts";
import { checkThreats } from "./threats.ts";
import { checkTidiness } from "./tidy.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Every static check, cheapest first. */
const CHECKS: readonly (readonly [name: string, check: () => Outcome | Promise<Outcome>])[] = [
  ["lockfile is complete", () => checkLockfile(ROOT)],
  ["tidiness", () => checkTidiness(ROOT)],
  ["threats have their tests", () => checkThreats(ROOT)],
  ["format", () => command(ROOT, "biome", "format", ".")],
  ["package boundaries", () => command(ROOT, "turbo", "boundaries")],
  ["types", () => command(ROOT, "tsc", "-b")],
  ["lint and import rules", () => command(ROOT, "oxlint", "--type-aware", "--deny-warnings")],
  ["dead code", () => command(ROOT, "knip", "--no-config-hints")],
];

const failed: string[] = [];
for (const [name, check] of CHECKS) {
  const startedMs = performance.now();
  const { ok, report } = await check();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${ok ? "ok  " : "FAIL"}  ${name} (${seconds} s)\n`);
  if (ok) continue;
  failed.push(name);
  process.stdout.write(`${report.trimEnd()}\n\n`);
}
process.stdout.write(`${CHECKS.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
