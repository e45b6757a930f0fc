import { writeFile } from "node:fs/promises";
import { vectorFiles } from "../src/vectors/all.ts";

/** Writes protocol/vectors anew; a change of them is a change of the wire format and belongs into review. */
for (const [name, text] of await vectorFiles()) {
  await writeFile(new URL(`../vectors/${name}`, import.meta.url), text);
  console.log(`wrote protocol/vectors/${name}`);
}
