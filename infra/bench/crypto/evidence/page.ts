import { decodeCase, type EncodedCase } from "./case.ts";
import { timed } from "./timed.ts";

/** What the page's own server has for it. */
export interface PageInput {
  readonly runs: number;
  readonly cases: readonly EncodedCase[];
}

/** Milliseconds of each run of each case, in their order. */
export async function run(): Promise<{ measured: number[]; baseline: number[] }[]> {
  const response = await fetch("/input.json");
  const { runs, cases } = (await response.json()) as PageInput;
  const samples = [];
  for (const encoded of cases) samples.push(await timed(decodeCase(encoded), runs));
  return samples;
}
