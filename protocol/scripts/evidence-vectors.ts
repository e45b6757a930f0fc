import { evidenceVectors } from "../src/vectors/evidence-vectors.ts";
import { publishVectors } from "./publish-vectors.ts";

/** Writes protocol/vectors/evidence.json anew, under a new simulated root: only when its cases change. */
const vectors = `${JSON.stringify(await evidenceVectors(), null, 2)}\n`;
await publishVectors(new Map([["evidence.json", vectors]]), { write: true });
