import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { withPage } from "../../../browser/chromium/with-page.ts";
import { type Figure, timeOf } from "../../figure.ts";
import { summarise } from "../../statistics.ts";
import type { StubIdentity } from "../../stub/identity.ts";
import { encodeCase, type EvidenceCase } from "./case.ts";
import type { PageInput } from "./page.ts";
import { BASELINE_NAME, timed } from "./timed.ts";

/** The design's verifier took 3.7 ms on real evidence in Node; a client checks three nodes before its first question. */
const SNP_BAR_MS = 5;

/** Evidence of a processor alone. */
export const snpCase = ({ evidence }: StubIdentity, policy: AppraisalPolicy): EvidenceCase => ({
  name: "verify SNP evidence",
  bundle: new Uint8Array(evidence),
  policy,
  referenceBundle: null,
  barMs: SNP_BAR_MS,
});

interface Samples {
  readonly measured: readonly number[];
  readonly baseline: readonly number[];
}

/** All of verification and appraisal of each, in this process and in a headless Chromium. */
export async function verifyFigures(
  cases: readonly EvidenceCase[],
  runs: number,
  folder: string,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const evidence of cases) figures.push(figureOf(evidence, evidence.name, await timed(evidence, runs)));
  const inPage = await timedInChromium(cases, runs, folder);
  for (const [index, samples] of inPage.entries()) {
    const evidence = cases[index] as EvidenceCase;
    figures.push(figureOf(evidence, `${evidence.name}, in Chromium`, samples));
  }
  return figures;
}

async function timedInChromium(
  cases: readonly EvidenceCase[],
  runs: number,
  folder: string,
): Promise<readonly Samples[]> {
  const input: PageInput = { runs, cases: cases.map(encodeCase) };
  const files = new Map([["/input.json", { type: "application/json", body: JSON.stringify(input) }]]);
  return withPage(
    { main: "infra/bench/crypto/evidence/page.ts", files, folder },
    async (page) => (await page.evaluate("cocoon.run()")) as readonly Samples[],
  );
}

const figureOf = ({ barMs }: EvidenceCase, name: string, { measured, baseline }: Samples): Figure => ({
  suite: "crypto",
  name,
  unit: "ms",
  measured: timeOf(summarise(measured)),
  baseline: { name: BASELINE_NAME, ...timeOf(summarise(baseline)) },
  barMs,
});
