import { writeFile } from "node:fs/promises";
import { evidenceVectors } from "../src/vectors/evidence-vectors.ts";
import { gpuEvidenceVectors } from "../src/vectors/gpu-evidence-vectors.ts";

/** Writes evidence.json and gpu-evidence.json anew, under new simulated roots: only when their cases change. */
const files = { "evidence.json": await evidenceVectors(), "gpu-evidence.json": await gpuEvidenceVectors() };
for (const [name, vectors] of Object.entries(files)) {
  await writeFile(new URL(`../vectors/${name}`, import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
  console.log(`wrote protocol/vectors/${name}`);
}
