import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { type EvidenceVectors, evidenceVectors } from "./evidence-vectors.ts";

const text = await readFile(new URL("../../vectors/evidence.json", import.meta.url), "utf8");
const spec = await readFile(new URL("../../SPEC.md", import.meta.url), "utf8");
const vectors = JSON.parse(text) as EvidenceVectors;
const made = await evidenceVectors();

it("are the cases that the code makes, each of a clause of the specification", () => {
  const cases = ({ accept, reject }: EvidenceVectors) => [
    accept.map(({ name, clause, node }) => ({ name, clause, node })),
    reject.map(({ name, clause, codes, of, nowMs, policy }) => ({ name, clause, codes, of, nowMs, policy })),
  ];
  expect(cases(vectors)).toEqual(cases(made));
  for (const { clause } of [...vectors.accept, ...vectors.reject])
    expect(spec).toContain(`**${clause.slice("SPEC ".length)}**`);
});
