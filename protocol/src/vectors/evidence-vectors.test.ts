import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { REASONS } from "../attestation/index.ts";
import { type EvidenceVectors, evidenceVectors } from "./evidence-vectors.ts";
import { type GpuEvidenceVectors, gpuEvidenceVectors } from "./gpu-evidence-vectors.ts";

const read = (name: string) => readFile(new URL(`../../vectors/${name}`, import.meta.url), "utf8");
const text = await read("evidence.json");
const gpuVectors = JSON.parse(await read("gpu-evidence.json")) as GpuEvidenceVectors;
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

it("of GPUs are the cases that the code makes, and have every code there is for them", async () => {
  const cases = ({ accept, reject }: GpuEvidenceVectors) => [
    accept.map(({ name, clause, gpus, required }) => ({ name, clause, gpus, required })),
    reject.map(({ name, clause, codes, of, nowMs, without }) => ({
      name,
      clause,
      codes,
      of,
      nowMs,
      without,
    })),
  ];
  expect(cases(gpuVectors)).toEqual(cases(await gpuEvidenceVectors()));
  const rejected = new Set(gpuVectors.reject.flatMap(({ codes }) => codes));
  expect([...rejected].sort()).toEqual(
    Object.keys(REASONS)
      .filter((code) => code.startsWith("gpu_"))
      .sort(),
  );
  for (const { clause } of gpuVectors.reject) expect(spec).toContain(`**${clause.slice("SPEC ".length)}**`);
});
