import { CACHE } from "../stack/network/layout.ts";
import { scratchFolder } from "../stack/scratch.ts";
import { withPage } from "./chromium/with-page.ts";
import { PUBLIC_FOLDER, suiteInput } from "./suite/inputs.ts";
import { countOf, problemsOf } from "./suite/report.ts";
import { type Case, isLean, runSuite, type SuiteInput } from "./suite/suite.ts";

/** Runs one suite in Node and in a headless Chromium; prints every mismatch and, last, `N passed, N failed` over both. */
async function main(): Promise<number> {
  const input = await suiteInput();
  if (Object.keys(input.publicFiles).length === 0)
    console.log(
      `Public vectors are skipped: ${PUBLIC_FOLDER} is not there; COCOON_VECTORS may name a folder.`,
    );
  const inNode = await runSuite(input);
  const chromium = await inChromium(input, false);
  const lean = await inChromium(input, true);
  const results = [
    { platform: `Node ${process.versions.node}`, cases: inNode },
    { platform: chromium.version, cases: chromium.cases },
    { platform: `${chromium.version}, its own curves`, cases: lean.cases },
  ];
  const counts = results.map(({ platform, cases }) => {
    const expected = cases === lean.cases ? inNode.filter(isLean) : inNode;
    for (const line of problemsOf(platform, cases, expected)) console.log(line);
    const { passed, failed } = countOf(cases, expected);
    console.log(`${platform}: ${passed} right, ${failed} wrong`);
    return { passed, failed };
  });
  const total = (part: "passed" | "failed") => counts.reduce((sum, count) => sum + count[part], 0);
  console.log(`${total("passed")} passed, ${total("failed")} failed`);
  return total("failed") === 0 ? 0 : 1;
}

async function inChromium(input: SuiteInput, lean: boolean): Promise<{ version: string; cases: Case[] }> {
  const scratch = await scratchFolder(CACHE, "browser");
  const files = new Map([["/input.json", { type: "application/json", body: JSON.stringify(input) }]]);
  try {
    return await withPage(
      { main: "infra/browser/suite/page.ts", lean, files, folder: scratch.folder },
      async (page, version) => ({ version, cases: (await page.evaluate(`cocoon.run(${lean})`)) as Case[] }),
    );
  } finally {
    await scratch.remove();
  }
}

process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`browser: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
