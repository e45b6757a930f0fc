import { clock } from "../../app/format.ts";
import { language } from "../../app/text.ts";

const DAY_MS = 86_400_000;

/** As short as a list of chats has room for: the time of today, the day of this week, then the date. */
export function shortTime(ms: number, nowMs: number = Date.now()): string {
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  if (ms >= midnight) return clock(ms);
  if (ms >= midnight - 6 * DAY_MS) return capital(written(ms, { weekday: "short" }));
  const sameYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return written(ms, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

const written = (ms: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(language.value === "ru" ? "ru-RU" : "en-GB", options).format(ms);

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
