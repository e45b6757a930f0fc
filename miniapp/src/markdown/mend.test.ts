import { describe, expect, it } from "vitest";
import { mend } from "./mend.ts";

describe("the end of a text that is still arriving", () => {
  it.each([
    ["a **bold", "a **bold**"],
    ["a **bold*", "a **bold**"],
    ["a **bold ", "a **bold** "],
    ["a **", "a "],
    ["a *slanted", "a *slanted*"],
    ["2 * 3", "2 * 3"],
    ["snake_case_name", "snake_case_name"],
    ["a `code", "a `code`"],
    ["a ``co`de", "a ``co`de``"],
    ["a ~~gone", "a ~~gone~~"],
    ["**a *b", "**a *b***"],
    ["see [this page](https://a.exam", "see this page"],
    ["see [this page](https://a.example)", "see [this page](https://a.example)"],
    ["x $$\\frac{a", "x $$\\frac{a$$"],
    ["x \\(a", "x \\(a\\)"],
    ["words\n-", "words"],
    ["words\n1.", "words"],
    ["words\n##", "words"],
    ["words\n``", "words"],
    ["```js\na = 1\n``", "```js\na = 1"],
    ["```md\n**not bold", "```md\n**not bold"],
    ["**a**\n\nb *c", "**a**\n\nb *c*"],
    ["| a | b", "| a | b |\n|---|---|"],
    ["| a | b |\n|--", "| a | b |\n|---|---|"],
    ["| a | b |\n|---|---|\n| **c", "| a | b |\n|---|---|\n| **c"],
  ])("%j is read as %j", (text, mended) => {
    expect(mend(text)).toBe(mended);
  });
});
