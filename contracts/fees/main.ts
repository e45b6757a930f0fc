import { writeFileSync } from "node:fs";
import { differences, readSnapshot, SNAPSHOT_PATH, takeSnapshot } from "./snapshot.ts";
import { feeTable, shares } from "./table.ts";

// `npm run fees -w contracts`: what each operation costs; with `-- --write` the snapshot is made anew.
const snapshot = await takeSnapshot();
if (process.argv.includes("--write")) writeFileSync(SNAPSHOT_PATH, `${JSON.stringify(snapshot, null, 2)}\n`);
console.log(feeTable(snapshot));
console.log("\nThe chain's part of the money moved, at the fees in force:");
for (const { says, perMille } of shares(snapshot)) console.log(`  ${(perMille / 10).toFixed(2)} %  ${says}`);
const changed = differences(readSnapshot(), snapshot);
if (changed.length > 0) console.log(`\nOther than the snapshot:\n${changed.join("\n")}`);
