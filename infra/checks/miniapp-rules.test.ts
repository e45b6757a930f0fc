import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROOT } from "../stack/network/layout.ts";

/** A folder of its own, with the project's rules and files that break them at the places where they hold. */
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-rules-"));
  copyFileSync(join(ROOT, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const lint = (path: string, text: string): Promise<string> => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return new Promise((resolve) => {
    execFile(join(ROOT, "node_modules/.bin/oxlint"), [path], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
};
const taken = (name: string) => `import { a } from "${name}";\nexport const b = a;\n`;
const typed = (name: string) => `import type { a } from "${name}";\nexport type b = a;\n`;
const REFUSED = "no-restricted-imports";

it.each([
  ["screens/x.tsx", "node:fs"],
  ["screens/x.tsx", "@tma.js/sdk"],
  ["platform/browser.ts", "@tma.js/sdk"],
  ["wallet/x.ts", "@tma.js/sdk"],
  ["screens/x.tsx", "@tonconnect/sdk"],
  ["engine/worker.ts", "@tonconnect/sdk"],
  ["screens/x.tsx", "@cocoon/client"],
  ["wallet/x.ts", "@cocoon/client"],
  ["main.tsx", "@cocoon/protocol/testing"],
  ["engine/worker.ts", "@cocoon/protocol/testing"],
  ["wallet/x.ts", "@cocoon/contracts/devchain"],
  ["screens/x.tsx", "@cocoon/proxy"],
  ["engine/worker.ts", "@cocoon/db/ledger"],
])("miniapp/src/%s may not take %s", async (path, name) => {
  expect(await lint(`miniapp/src/${path}`, taken(name))).toContain(REFUSED);
});

it.each([
  ["platform/telegram.ts", taken("@tma.js/sdk")],
  ["wallet/connector.ts", taken("@tonconnect/sdk")],
  ["engine/worker.ts", taken("@cocoon/client")],
  ["main.dev.tsx", taken("@cocoon/protocol/testing")],
  ["screens/x.tsx", typed("@cocoon/client")],
  ["screens/x.tsx", taken("@cocoon/protocol/money")],
])("miniapp/src/%s may have %s", async (path, text) => {
  expect(await lint(`miniapp/src/${path}`, text)).not.toContain(REFUSED);
});
