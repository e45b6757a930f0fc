import { existsSync, readFileSync } from "node:fs";
import type { Outcome } from "./command.ts";

const TABLE = "| Attack | Defence | Test |";
/** A file, and words that stand in it: a test's name, or a vector's. */
const CITATION = /`([^`]+)` "([^"]+)"/g;

/** The cells of each row of SECURITY.md's table of threats; none where there is no such table. */
function threatsOf(text: string): string[][] {
  const lines = text.split("\n");
  const head = lines.indexOf(TABLE);
  if (head < 0) return [];
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end < 0 ? rows.length : end).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** One line for each defence that no test holds up, as far as the table says. @param read null where there is no such file */
export function undefended(text: string, read: (path: string) => string | null): string[] {
  const threats = threatsOf(text);
  if (threats.length === 0) return [`SECURITY.md has no table ${TABLE}`];
  return threats.flatMap(([attack = "", defence = "", tests = ""]) => {
    const cited = [...tests.matchAll(CITATION)];
    if (!attack || !defence || cited.length === 0) return [`"${attack}" lacks its defence or a test`];
    return cited
      .filter(([, path = "", words = ""]) => !read(path)?.includes(words))
      .map(([citation]) => `"${attack}" cites ${citation}, which is not there`);
  });
}

/** Holds every test that SECURITY.md cites against the files, so that a defence can't lose its test unseen. */
export function checkThreats(root: string): Outcome {
  const read = (path: string): string | null =>
    existsSync(`${root}/${path}`) ? readFileSync(`${root}/${path}`, "utf8") : null;
  const found = undefended(read("SECURITY.md") ?? "", read);
  return { ok: found.length === 0, report: found.join("\n") };
}
