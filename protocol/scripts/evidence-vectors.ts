import { writeFile } from "node:fs/promises";
import { evidenceVectors } from "../src/vectors/evidence-vectors.ts";

/** Writes protocol/vectors/evidence.json anew, under a new simulated root: only when its cases change. */
const vectors = await evidenceVectors();
await writeFile(
  new URL("../vectors/evidence.json", import.meta.url),
  `${JSON.stringify(vectors, null, 2)}\n`,
);
console.log("wrote protocol/vectors/evidence.json");
