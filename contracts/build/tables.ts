const STRUCT = /((?:^\/\/\/ .*\n)*)^struct \((0x[0-9a-f]{8})\) (\w+) \{\n([^}]*)\}/gm;
const ERROR = /^\/\/\/ (.+)\nconst ERR_(\w+) = (\d+)$/gm;

const prose = (comment: string): string =>
  comment
    .replace(/^\/\/\/ /gm, "")
    .trim()
    .replaceAll("\n", " ");

const fields = (body: string): string =>
  body
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("//"))
    .map((line) => `\`${line}\``)
    .join(", ");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** The messages and refusals that a Tolk source declares, as the tables of the README. */
export function tablesOf(title: string, source: string): string {
  const messages = [...source.matchAll(STRUCT)].map(([, comment = "", code = "", name = "", body = ""]) => [
    `\`${name}\``,
    `\`${code}\``,
    fields(body),
    prose(comment),
  ]);
  const errors = [...source.matchAll(ERROR)].map(([, says = "", name = "", code = ""]) => [
    code,
    `\`${name}\``,
    says,
  ]);
  const parts = [
    `### ${title}`,
    messages.length > 0 ? table(["message", "opcode", "fields", "what it is"], messages) : "",
    errors.length > 0 ? table(["exit code", "name", "why"], errors) : "",
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

const START = "<!-- generated from the Tolk source -->";
const END = "<!-- end of what is generated -->";

/** The README with its generated part made anew. @throws where it lacks the marks. */
export function withTables(readme: string, tables: readonly string[]): string {
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error("the README lacks its marks");
  return `${before}${START}\n\n${tables.join("\n\n")}\n\n${END}${after}`;
}
