import { casesOf, type VectorCase } from "./cases.ts";
import { GAPS } from "./gaps.ts";

const BEGIN = "<!-- vectors: begin; made by npm run vectors:write -w protocol -->";
const END = "<!-- vectors: end -->";
const REJECTED = /^reject/;

/** A file's name and its text. */
export type VectorTexts = ReadonlyMap<string, string>;

/** The numbers of a specification's clauses, in its order; a section without numbered clauses is one itself. */
export function clausesOf(spec: string): string[] {
  const numbered = Array.from(spec.matchAll(/^\*\*(\d+\.\d+)\*\* /gm), ([, number]) => number as string);
  const sections = Array.from(spec.matchAll(/^## (\d+)\. /gm), ([, number]) => number as string);
  return sections.flatMap((section) => {
    const own = numbered.filter((number) => number.startsWith(`${section}.`));
    return own.length > 0 ? own : [section];
  });
}

/** The specification with its table of clauses against vectors made anew (SPEC 11). */
export function withClauseTable(spec: string, files: VectorTexts): string {
  const [start, end] = [spec.indexOf(BEGIN), spec.indexOf(END)];
  if (start === -1 || end < start) throw new Error("SPEC.md has no place for the table of vectors");
  return `${spec.slice(0, start)}${BEGIN}\n\n${clauseTable(spec, files)}\n\n${spec.slice(end)}`;
}

/** One row for each clause: its vectors by file, or why it has none. */
function clauseTable(spec: string, files: VectorTexts): string {
  const cases = [...files].flatMap(([file, text]) => casesOf(text).map((vector) => ({ ...vector, file })));
  const rows = clausesOf(spec)
    .filter((clause) => !isAboutVectors(clause))
    .map((clause) => rowOf(clause, cases));
  return ["| clause | accepted | rejected |", "|---|---|---|", ...rows].join("\n");
}

/** Section 11 itself. */
export const isAboutVectors = (clause: string): boolean => clause.startsWith("11");

type CaseOfFile = VectorCase & { readonly file: string };

function rowOf(clause: string, cases: readonly CaseOfFile[]): string {
  const own = cases.filter((vector) => vector.clause === clause);
  if (own.length === 0) return `| ${clause} | none: ${GAPS[clause] ?? "not said"} | |`;
  const accepted = own.filter(({ list }) => !REJECTED.test(list));
  const rejected = own.filter(({ list }) => REJECTED.test(list));
  return `| ${clause} | ${counts(accepted)} | ${counts(rejected)} |`;
}

function counts(cases: readonly CaseOfFile[]): string {
  const files = [...new Set(cases.map(({ file }) => file))].toSorted();
  return files
    .map((file) => `${file.replace(/\.json$/, "")} ${cases.filter((vector) => vector.file === file).length}`)
    .join(", ");
}
