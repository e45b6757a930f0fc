import { parseArgs } from "node:util";
import { vectorFiles } from "../src/vectors/all.ts";
import { publishVectors } from "./publish-vectors.ts";

const HELP = `Usage: npm run vectors:write -w protocol [-- --check]

Makes protocol/vectors anew from the code, with the table of SPEC.md 11 after them; shows each vector that is added, removed
or changed, then every line, and writes. A change of them is a change of the wire format and belongs into review.
evidence.json is left as it is: npm run vectors:evidence -w protocol makes it anew.

  --check     show only, write nothing; exit code 1 if anything differs
  -h, --help  this text
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const differs = await publishVectors(await vectorFiles(), { write: !values.check });
  return differs && values.check ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`vectors:write: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
