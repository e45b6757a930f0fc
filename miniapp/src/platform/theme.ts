import type { Scheme } from "./port.ts";

type Theme = Readonly<Record<string, string>>;

/** Paints the page in Telegram's colours: the tokens read them as variables of the root. @returns whether they are light or dark */
export function paint(theme: Theme): Scheme {
  const root = document.documentElement;
  for (const name of [...root.style].filter((each) => each.startsWith("--tg-theme-")))
    root.style.removeProperty(name);
  for (const [name, colour] of Object.entries(theme))
    root.style.setProperty(`--tg-theme-${name.replaceAll("_", "-")}`, colour);
  const accent = accentOf(theme);
  if (accent) root.style.setProperty("--accent-rgb", parts(accent).join(" "));
  else root.style.removeProperty("--accent-rgb");
  const scheme = schemeOf(theme);
  root.dataset.scheme = scheme;
  return scheme;
}

/** By how bright the ground of the states' colours is to the eye; where a theme says nothing, as the system has it. */
export function schemeOf(theme: Theme): Scheme {
  const ground = theme.section_bg_color ?? theme.bg_color;
  if (!ground) return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const [red, green, blue] = parts(ground);
  return red * 0.299 + green * 0.587 + blue * 0.114 < 140 ? "dark" : "light";
}

/** What the theme's tints are made of, if it says. */
export const accentOf = (theme: Theme): string | undefined =>
  theme.accent_text_color ?? theme.link_color ?? theme.button_color;

/** Red, green and blue of `#rrggbb`. */
export function parts(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
