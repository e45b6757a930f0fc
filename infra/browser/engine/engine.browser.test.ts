import { afterAll, beforeAll, expect, it } from "vitest";
import { CACHE } from "../../stack/network/layout.ts";
import { scratchFolder } from "../../stack/scratch.ts";
import { withPage } from "../chromium/with-page.ts";

interface Verdict {
  readonly name: string;
  readonly problem: string | null;
}

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder(CACHE, "engine");
});
afterAll(() => scratch.remove());

it.each([
  ["with the platform's own curves", true],
  ["with those of JavaScript", false],
])("keeps on IndexedDB what a client must not forget, %s", async (_curves, lean) => {
  const page = { main: "miniapp/src/engine/testing/page.ts", lean, folder: `${scratch.folder}/${lean}` };
  const verdicts = await withPage(page, (opened) => opened.evaluate("cocoon.run()"));
  const problems = (verdicts as readonly Verdict[]).filter(({ problem }) => problem !== null);
  expect(problems).toEqual([]);
  expect(verdicts).toHaveLength(7);
});
