import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { caseChanges } from "../src/vectors/cases.ts";
import { withClauseTable } from "../src/vectors/clause-table.ts";
import { unifiedDiff } from "../src/vectors/line-diff.ts";

const FOLDER = new URL("../vectors/", import.meta.url);
const SPEC = new URL("../SPEC.md", import.meta.url);

interface Change {
  readonly name: string;
  readonly url: URL;
  /** Null for a file that is not there yet. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * Shows what making `made` the files of protocol/vectors, and SPEC.md's table after them, would change; and does it where
 * `write` says so.
 * @returns whether anything differs
 */
export async function publishVectors(
  made: ReadonlyMap<string, string>,
  { write }: { readonly write: boolean },
): Promise<boolean> {
  const changes = (await changesOf(made)).filter(({ before, after }) => before !== after);
  process.stdout.once("error", () => process.exit());
  // Before anything is shown: a reader that closes the pipe early must not leave half of them.
  if (write) for (const { url, after } of changes) await replaceFile(url, after);
  for (const change of changes) {
    for (const line of linesOf(change)) console.log(line);
    console.log(`${write ? "wrote" : "differs:"} ${change.name}\n`);
  }
  if (changes.length === 0) console.log("protocol/vectors and SPEC.md's table are as the code makes them");
  return changes.length > 0;
}

/** Whole or not at all. */
async function replaceFile(url: URL, text: string): Promise<void> {
  const temporary = new URL(`${url.href}.new`);
  await writeFile(temporary, text);
  await rename(temporary, url);
}

async function changesOf(made: ReadonlyMap<string, string>): Promise<Change[]> {
  const texts = new Map<string, string>();
  for (const name of (await readdir(FOLDER)).filter((file) => file.endsWith(".json")).toSorted())
    texts.set(name, await readFile(new URL(name, FOLDER), "utf8"));
  const spec = await readFile(SPEC, "utf8");
  const files = [...made].map(([name, after]) => ({
    name: `protocol/vectors/${name}`,
    url: new URL(name, FOLDER),
    before: texts.get(name) ?? null,
    after,
  }));
  const after = withClauseTable(spec, new Map([...texts, ...made]));
  return [...files, { name: "protocol/SPEC.md", url: SPEC, before: spec, after }];
}

/** The vectors by name first, then every line. */
function linesOf({ name, before, after }: Change): string[] {
  const cases = name.endsWith(".json") ? caseChanges(before, after) : [];
  return [
    `${name}: ${summaryOf(cases)}`,
    ...cases.map((line) => `  ${line}`),
    ...unifiedDiff(name, before ?? "", after),
  ];
}

function summaryOf(cases: readonly string[]): string {
  const count = (mark: string) => cases.filter((line) => line.startsWith(mark)).length;
  const counted = [
    ["added", count("+")],
    ["removed", count("-")],
    ["changed", count("~")],
  ].filter(([, number]) => number !== 0);
  return counted.length === 0
    ? "no vector changes"
    : counted.map(([what, number]) => `${number} ${what}`).join(", ");
}
