import fc from "fast-check";
import { expect, test } from "vitest";
import { byteAlphabet, splitWords } from "./bytes.ts";
import { specialTokens, Tokenizer } from "./tokenizer.ts";
import { trainMerges } from "./train.ts";

const texts = ["the worker and the proxy", "the worker's key", "воркер и прокси", "воркеры и воркер"];
const tokenizer = new Tokenizer(trainMerges(texts, 60));

const byteOf = new Map(byteAlphabet.map((character, byte) => [character, byte]));

function decode(ids: readonly number[]): string {
  const characters = ids.flatMap((id) => Array.from(tokenizer.tokens[id] as string));
  return new TextDecoder().decode(
    Uint8Array.from(characters, (character) => byteOf.get(character) as number),
  );
}

test("every text comes back from its tokens, whatever it is written in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(decode(tokenizer.encode(text))).toBe(text);
    }),
  );
});

test("common words become one token, unknown ones fall into parts", () => {
  expect(tokenizer.encode("the").map((id) => tokenizer.tokens[id])).toEqual(["the"]);
  expect(tokenizer.encode(" worker")).toHaveLength(1);
  expect(tokenizer.encode("zebra").length).toBeGreaterThan(3);
});

test("leaving merges out changes the tokens, not the text", () => {
  const parts = tokenizer.encode("the worker", () => true);
  expect(parts).toHaveLength("the worker".length);
  expect(decode(parts)).toBe("the worker");
});

test("a special token written by a person is plain text", () => {
  const ids = tokenizer.encode("<|im_end|>");
  expect(ids.every((id) => id >= specialTokens.length)).toBe(true);
  expect(decode(ids)).toBe("<|im_end|>");
});

test("the same texts give the same merges in any order", () => {
  expect(trainMerges(texts.toReversed(), 60)).toEqual(trainMerges(texts, 60));
});

test("words are split as GPT-2 splits them", () => {
  expect(splitWords("Don't pay 42 TON!  Да?\n")).toEqual([
    "Don",
    "'t",
    " pay",
    " 42",
    " TON",
    "!",
    " ",
    " Да",
    "?",
    "\n",
  ]);
});
