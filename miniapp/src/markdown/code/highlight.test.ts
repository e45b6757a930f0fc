import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highlight } from "./highlight.ts";
import { languageOf } from "./languages.ts";

const kinds = (code: string, language: string) =>
  highlight(code, languageOf(language).grammar)
    .filter(({ kind }) => kind)
    .map(({ kind, text }) => `${kind}:${text}`);

describe("code", () => {
  it.each([
    ["python", 'def f(x):  # why\n  return "a" + 1', ["k:def", "c:# why", "k:return", 's:"a"', "s:1"]],
    ["ts", "const a = `x`; // y", ["k:const", "s:`x`", "c:// y"]],
    ["sql", "SELECT a FROM b -- c", ["k:SELECT", "k:FROM", "c:-- c"]],
    ["unheard-of", "def x", []],
  ])("in %s has its words, strings and comments lit", (language, code, lit) => {
    expect(kinds(code, language)).toEqual(lit);
  });

  it("keeps every character, in every language and cut anywhere", () => {
    const language = fc.constantFrom("js", "py", "sql", "html", "css", "none");
    const code = fc.string({ unit: fc.constantFrom(...Array.from("\"'`/*-#<!>\\\n ab1🙂")), maxLength: 60 });
    fc.assert(
      fc.property(language, code, (name, text) => {
        const runs = highlight(text, languageOf(name).grammar);
        expect(runs.map((run) => run.text).join("")).toBe(text);
      }),
    );
  });
});
