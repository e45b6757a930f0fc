// How numbers, amounts, dates and plurals are written in the language chosen. A component that calls one of these is drawn anew
// when the language changes. Russian has a decimal comma and thin groups.
//
// count(1710)            1,710 | 1 710
// ton(3420700000n)       3.4207 | 3,4207; tonExact(n): whatever is not zero; tonAbout(n): two digits; tonSigned(n): +2.0000
// answers(1710n)         about 1,710 answers | около 1 710 ответов
// percent(0.992)         99.2% | 99,2 %
// plural(n, en, ru)      the form of a noun for a number
// clock(ms) day(ms) dayAndClock(ms)   9:12 · Today, Yesterday, 3 November · Yesterday, 9:12
// ago(ms)                2 minutes ago | 2 минуты назад
// address("UQD3…")       UQD3…k7Vn
import { language } from "./text.ts";

const THIN = "\u202f";
const NANO = 1_000_000_000n;

const russian = (): boolean => language.value === "ru";

/** A whole number in groups of three. */
export function count(value: number | bigint): string {
  const digits = String(typeof value === "bigint" ? value : Math.round(value));
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, russian() ? THIN : ",");
}

/** A number with at most so many digits behind the point. */
export function decimal(value: number, digits: number): string {
  const [whole = "0", rest] = value.toFixed(digits).split(".");
  const part = rest?.replace(/0+$/, "");
  return part ? `${count(BigInt(whole))}${russian() ? "," : "."}${part}` : count(BigInt(whole));
}

/** A share between 0 and 1, as percent with one digit behind the point. */
export const percent = (share: number): string => `${decimal(share * 100, 1)}${russian() ? "\u00a0%" : "%"}`;

/** An amount in TON, without the unit: four digits behind the point, rounded to the nearest; more where it is smaller than them. */
export function ton(nanoton: bigint): string {
  const size = nanoton < 0n ? -nanoton : nanoton;
  if (size !== 0n && size < 100_000n) return tonExact(nanoton);
  const tenThousandths = (size + 50_000n) / 100_000n;
  return sign(nanoton) + join(tenThousandths / 10_000n, String(tenThousandths % 10_000n).padStart(4, "0"));
}

/** An amount in TON, without the unit and rounding: what a receipt has. */
export function tonExact(nanoton: bigint): string {
  const size = nanoton < 0n ? -nanoton : nanoton;
  const rest = String(size % NANO)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return sign(nanoton) + join(size / NANO, rest);
}

/** A price to give an idea of, rounded to two digits that count: 0.002, 0.000018. */
export function tonAbout(nanoton: bigint): string {
  const unit = 10n ** BigInt(Math.max(0, String(nanoton).length - 2));
  return tonExact(((nanoton + unit / 2n) / unit) * unit);
}

/** As {@link ton}, with a sign before it, for a line of a statement. */
export const tonSigned = (nanoton: bigint): string => (nanoton > 0n ? `+${ton(nanoton)}` : ton(nanoton));

const sign = (nanoton: bigint): string => (nanoton < 0n ? "−" : "");
const join = (whole: bigint, rest: string): string =>
  rest ? `${count(whole)}${russian() ? "," : "."}${rest}` : count(whole);

/** "about 1,710 answers": how many usual answers an amount pays; null when the price of one is not known. */
export function answers(balanceNanoton: bigint, answerNanoton: bigint | null): string | null {
  if (answerNanoton === null || answerNanoton <= 0n) return null;
  const many = balanceNanoton > 0n ? balanceNanoton / answerNanoton : 0n;
  const noun = plural(many, ["answer", "answers"], ["ответа", "ответов", "ответов"]);
  return `${russian() ? "около" : "about"} ${count(many)} ${noun}`;
}

/** The form of a noun that goes with a number. Russian: 1 ответ, 2 ответа, 5 ответов. */
export function plural(
  value: number | bigint,
  en: readonly [one: string, other: string],
  ru: readonly [one: string, few: string, many: string],
): string {
  const size = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  if (!russian()) return size === 1n ? en[0] : en[1];
  const tens = size % 100n;
  const ones = size % 10n;
  if (ones === 1n && tens !== 11n) return ru[0];
  return ones >= 2n && ones <= 4n && (tens < 12n || tens > 14n) ? ru[1] : ru[2];
}

const locale = (): string => (russian() ? "ru-RU" : "en-GB");
const written = (ms: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale(), options).format(ms);

/** The time of day, as 9:12. */
export function clock(ms: number): string {
  const at = new Date(ms);
  return `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
}

/** Whole days between two moments, by the calendar of this place. */
function daysBetween(ms: number, nowMs: number): number {
  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((midnight(nowMs) - midnight(ms)) / 86_400_000);
}

/** Today, Yesterday, then the date; with its year when that is another. */
export function day(ms: number, nowMs: number = Date.now()): string {
  const days = daysBetween(ms, nowMs);
  if (days === 0) return russian() ? "Сегодня" : "Today";
  if (days === 1) return russian() ? "Вчера" : "Yesterday";
  const sameYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return written(ms, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** The time of day of what is of today, else the day and the time. */
export const dayAndClock = (ms: number, nowMs: number = Date.now()): string =>
  daysBetween(ms, nowMs) === 0 ? clock(ms) : `${day(ms, nowMs)}, ${clock(ms)}`;

/** As it stands inside a sentence: "today", "вчера, 9:12"; a date as it is. */
export const inSentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** How long ago something was, in the largest unit that fits. */
export function ago(ms: number, nowMs: number = Date.now()): string {
  const past = Math.max(0, Math.floor((nowMs - ms) / 1000));
  if (past < 60) return russian() ? "только что" : "just now";
  if (past < 3600) return before(Math.floor(past / 60), ["minute", "minutes"], ["минуту", "минуты", "минут"]);
  if (past < 86_400) return before(Math.floor(past / 3600), ["hour", "hours"], ["час", "часа", "часов"]);
  return before(Math.floor(past / 86_400), ["day", "days"], ["день", "дня", "дней"]);
}

const before = (
  value: number,
  en: readonly [string, string],
  ru: readonly [string, string, string],
): string => `${count(value)} ${plural(value, en, ru)} ${russian() ? "назад" : "ago"}`;

/** An address of TON, its ends only: what a person compares. */
export const address = (whole: string): string =>
  whole.length > 12 ? `${whole.slice(0, 4)}…${whole.slice(-4)}` : whole;
