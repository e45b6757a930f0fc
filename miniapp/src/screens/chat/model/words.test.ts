import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { titleOf } from "./title.ts";
import { sentenceEnd, spoken, wholeWords } from "./words.ts";

describe("an arriving text", () => {
  it("is shown by whole words, or by whole paragraphs where nothing may move", () => {
    expect(wholeWords("one two thr", false)).toBe("one two ");
    expect(wholeWords("one", false)).toBe("");
    expect(wholeWords("one\n\ntwo thr", true)).toBe("one");
  });

  it("only ever grows, and is a beginning of what came", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (before, more, byBlock) => {
        const whole = before + more;
        expect(whole.startsWith(wholeWords(whole, byBlock))).toBe(true);
        expect(wholeWords(whole, byBlock).startsWith(wholeWords(before, byBlock))).toBe(true);
      }),
    );
  });

  it("is said by sentences, each once", () => {
    const text = "It is 3.5 of them. Next one";
    const end = sentenceEnd(text, 0);
    expect(text.slice(0, end)).toBe("It is 3.5 of them.");
    expect(sentenceEnd(text, end)).toBe(end);
    expect(spoken("**See** [this](https://a.example) `code`")).toBe("See this code");
  });

  it("gives a title of whole words", () => {
    expect(titleOf("  My lease\nsays  the rent ")).toBe("My lease says the rent");
    expect(titleOf("word ".repeat(40), 12)).toBe("word word…");
  });
});
