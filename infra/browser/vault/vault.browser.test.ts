import { afterAll, beforeAll, expect, it } from "vitest";
import { CACHE } from "../../stack/network/layout.ts";
import { scratchFolder } from "../../stack/scratch.ts";
import { withPage } from "../chromium/with-page.ts";

const main = "miniapp/src/storage/testing/page.ts";
interface Verdict {
  readonly name: string;
  readonly problem: string | null;
}

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder(CACHE, "vault");
});
afterAll(() => scratch.remove());

const inPage = (expression: string, folder: string): Promise<unknown> =>
  withPage({ main, folder: `${scratch.folder}/${folder}` }, (page) => page.evaluate(expression));

it("keeps on IndexedDB what it keeps, and nothing else", async () => {
  const verdicts = (await inPage("cocoon.run()", "cases")) as readonly Verdict[];
  expect(verdicts.filter(({ problem }) => problem !== null)).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(30);
});
