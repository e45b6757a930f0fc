import { afterEach, expect, it } from "vitest";
import { language } from "../app/text.ts";
import { readTon, writeTon } from "./amount.ts";

afterEach(() => {
  language.value = "en";
});

it.each([
  ["2", 2_000_000_000n],
  ["0.5", 500_000_000n],
  ["0,05", 50_000_000n],
  [" 1. ", 1_000_000_000n],
  ["0.000000001", 1n],
  ["", null],
  [".5", null],
  ["1.0000000001", null],
  ["-1", null],
  ["1e3", null],
  ["1 000", null],
  ["9".repeat(11), null],
])("reads %j as %s nanoton", (text, nanoton) => {
  expect(readTon(text)).toBe(nanoton);
});

it.each([
  ["en", 1n],
  ["en", 1_000_000_000_000n],
  ["ru", 12_345_678_500_000_000n],
] as const)("reads back what it writes in %s: %s nanoton", (spoken, nanoton) => {
  language.value = spoken;
  expect(readTon(writeTon(nanoton))).toBe(nanoton);
});
