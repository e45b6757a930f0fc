import { type Case, runSuite, type SuiteInput } from "./suite.ts";

/** The suite in a page, on what the page's own server has for it. */
export async function run(lean: boolean): Promise<Case[]> {
  const response = await fetch("/input.json");
  return runSuite((await response.json()) as SuiteInput, lean);
}
