import type { Scheme } from "./port.ts";

type Theme = Readonly<Record<string, string>>;

/** Paints the page in Telegram's colours: the tokens read them as variables of the root. @returns whether they are light or dark */
export function paint(theme: Theme): Scheme {
  const root = document.documentElement;
  for (const name of [...root.style].filter((each) => each.startsWith("--tg-theme-")))
    root.style.removeProperty(name);
  for (const [name, colour] of Object.entries(theme))
    root.style.setProperty(`--tg-theme-${name.replaceAll("_", "-")}`, colour);
  const scheme = schemeOf(theme);
  root.dataset.scheme = scheme;
  return scheme;
}

/** By how bright the ground of the states' colours is to the eye; where a theme says nothing, as the system has it. */
export function schemeOf(theme: Theme): Scheme {
  const ground = theme.section_bg_color ?? theme.bg_color;
  if (!ground) return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const part = (at: number): number => Number.parseInt(ground.slice(at, at + 2), 16);
  return part(1) * 0.299 + part(3) * 0.587 + part(5) * 0.114 < 140 ? "dark" : "light";
}
