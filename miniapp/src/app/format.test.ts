import { afterEach, describe, expect, it } from "vitest";
import {
  address,
  ago,
  answers,
  clock,
  count,
  day,
  dayAndClock,
  decimal,
  percent,
  plural,
  ton,
  tonAbout,
  tonExact,
  tonSigned,
} from "./format.ts";
import { language } from "./text.ts";

const both = (write: () => string): [en: string, ru: string] => {
  language.value = "en";
  const en = write();
  language.value = "ru";
  return [en, write()];
};
const NOW = new Date(2026, 10, 30, 12, 0, 0).getTime();
const at = (date: number, hour: number, minute: number): number =>
  new Date(2026, 10, date, hour, minute).getTime();

afterEach(() => {
  language.value = "en";
});

describe("numbers", () => {
  it("group by three, with a decimal comma in Russian", () => {
    expect(both(() => count(1710))).toEqual(["1,710", "1\u202f710"]);
    expect(both(() => count(-12_345_678n))).toEqual(["-12,345,678", "-12\u202f345\u202f678"]);
    expect(both(() => decimal(3.5, 2))).toEqual(["3.5", "3,5"]);
    expect(both(() => decimal(0.05, 1))).toEqual(["0.1", "0,1"]);
    expect(both(() => percent(0.992))).toEqual(["99.2%", "99,2\u00a0%"]);
  });

  it("take the form of a noun that goes with them", () => {
    const forms = (value: number): [string, string] =>
      both(() => plural(value, ["answer", "answers"], ["ответ", "ответа", "ответов"]));
    expect([1, 2, 5, 11, 12, 14, 21, 22, 25, 101, 111, 0].map((value) => forms(value)[1])).toEqual([
      "ответ",
      "ответа",
      "ответов",
      "ответов",
      "ответов",
      "ответов",
      "ответ",
      "ответа",
      "ответов",
      "ответ",
      "ответов",
      "ответов",
    ]);
    expect([1, 2, 0].map((value) => forms(value)[0])).toEqual(["answer", "answers", "answers"]);
  });
});

describe("amounts of TON", () => {
  it("have four digits behind the point, and more where that would hide them", () => {
    expect(both(() => ton(3_420_700_000n))).toEqual(["3.4207", "3,4207"]);
    expect(ton(1_234_000_000_000n)).toBe("1\u202f234,0000");
    expect(ton(0n)).toBe("0,0000");
    expect(ton(99_999n)).toBe("0,000099999");
    expect(ton(1_999_950_000n)).toBe("2,0000");
    expect(ton(-608_000_00n)).toBe("−0,0608");
  });

  it("stand whole where they are exact", () => {
    expect(both(() => tonExact(2_001_100_001n))).toEqual(["2.001100001", "2,001100001"]);
    expect(tonExact(5_000_000_000n)).toBe("5");
    expect(tonExact(-1n)).toBe("−0,000000001");
    expect(tonSigned(2_000_000_000n)).toBe("+2,0000");
  });

  it("give an idea by two digits", () => {
    expect([2_000_000n, 18_000n, 1_234_567n, 1_999_999_999n, 7n].map(tonAbout)).toEqual([
      "0.002",
      "0.000018",
      "0.0012",
      "2",
      "0.000000007",
    ]);
  });

  it("are told in answers", () => {
    expect(both(() => answers(3_420_700_000n, 2_000_000n) ?? "")).toEqual([
      "about 1,710 answers",
      "около 1\u202f710 ответов",
    ]);
    expect(both(() => answers(2_000_000n, 2_000_000n) ?? "")).toEqual(["about 1 answer", "около 1 ответа"]);
    expect(answers(-5n, 2_000_000n)).toBe("около 0 ответов");
    expect(answers(1n, null)).toBeNull();
  });
});

describe("moments", () => {
  it("are named by their distance", () => {
    expect(clock(at(30, 9, 5))).toBe("9:05");
    expect(both(() => day(at(30, 1, 0), NOW))).toEqual(["Today", "Сегодня"]);
    expect(both(() => day(at(29, 23, 59), NOW))).toEqual(["Yesterday", "Вчера"]);
    expect(both(() => day(at(3, 8, 0), NOW))).toEqual(["3 November", "3 ноября"]);
    expect(both(() => day(new Date(2025, 0, 2).getTime(), NOW))).toEqual([
      "2 January 2025",
      "2 января 2025 г.",
    ]);
    expect(dayAndClock(at(30, 9, 5), NOW)).toBe("9:05");
    expect(both(() => dayAndClock(at(29, 9, 5), NOW))).toEqual(["Yesterday, 9:05", "Вчера, 9:05"]);
  });

  it("are counted back from now", () => {
    expect(both(() => ago(NOW - 20_000, NOW))).toEqual(["just now", "только что"]);
    expect(both(() => ago(NOW - 120_000, NOW))).toEqual(["2 minutes ago", "2 минуты назад"]);
    expect(both(() => ago(NOW - 3_600_000, NOW))).toEqual(["1 hour ago", "1 час назад"]);
    expect(both(() => ago(NOW - 5 * 86_400_000, NOW))).toEqual(["5 days ago", "5 дней назад"]);
    expect(ago(NOW + 5000, NOW)).toBe("только что");
  });
});

it("shows the ends of an address", () => {
  expect(address("UQD3xxxxxxxxxxxxxxxxxxxxxxxxxxxxk7Vn")).toBe("UQD3…k7Vn");
});
