import { afterEach, expect, it } from "vitest";
import { language } from "../../app/text.ts";
import { shortTime } from "./when.ts";

const NOW = new Date(2026, 10, 30, 14, 5).getTime();
const at = (year: number, month: number, day: number, hour: number) =>
  new Date(year, month, day, hour, 4).getTime();

afterEach(() => {
  language.value = "en";
});

it("is a time today, a day this week, then a date", () => {
  const shown = [
    at(2026, 10, 30, 0),
    at(2026, 10, 29, 23),
    at(2026, 10, 24, 9),
    at(2026, 10, 23, 9),
    at(2025, 0, 2, 9),
  ];
  expect(shown.map((ms) => shortTime(ms, NOW))).toEqual(["0:04", "Sun", "Tue", "23 Nov", "2 Jan 2025"]);
});

it("speaks Russian", () => {
  language.value = "ru";
  expect([at(2026, 10, 27, 9), at(2026, 10, 12, 9)].map((ms) => shortTime(ms, NOW))).toEqual([
    "Пт",
    "12 нояб.",
  ]);
});
