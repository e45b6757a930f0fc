import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTRACTS_ROOT } from "./compile.ts";
import { generateAll } from "./generate.ts";

// `npm run generate -w contracts`: the compiled code is committed, so that nothing compiles at a start.
for (const [path, text] of await generateAll()) {
  writeFileSync(join(CONTRACTS_ROOT, path), text);
  console.log(`wrote ${path}`);
}
