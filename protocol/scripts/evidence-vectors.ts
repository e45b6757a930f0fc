import { evidenceVectors } from "../src/vectors/evidence-vectors.ts";
import { gpuEvidenceVectors } from "../src/vectors/gpu-evidence-vectors.ts";
import { publishVectors } from "./publish-vectors.ts";

/** Writes evidence.json and gpu-evidence.json anew, under new simulated roots: only when their cases change. */
const files = { "evidence.json": await evidenceVectors(), "gpu-evidence.json": await gpuEvidenceVectors() };
const texts = Object.entries(files).map(
  ([name, vectors]) => [name, `${JSON.stringify(vectors, null, 2)}\n`] as const,
);
await publishVectors(new Map(texts), { write: true });
