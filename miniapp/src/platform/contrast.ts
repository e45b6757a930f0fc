import { BLACK, contrast, hex, mix, type Rgb, WHITE } from "./colour.ts";
import type { Scheme } from "./port.ts";
import { accentOf, parts as rgb } from "./theme.ts";

/** What WCAG 2 AA asks of text. */
const ENOUGH = 4.5;
/** Grounds that the design lays over a theme's own, and its colours where a theme has none, by scheme: as tokens.css has them. */
export const DESIGN = {
  light: {
    accent: "#0071e3",
    ink: [60, 60, 67],
    part: 0.1,
    bg: "#ffffff",
    list: "#efeff4",
    hint: "#5f5f65",
    link: "#0061be",
    destructive: "#c4261d",
    refused: [214, 48, 38],
  },
  dark: {
    accent: "#62b3ff",
    ink: [200, 215, 230],
    part: 0.14,
    bg: "#17212b",
    list: "#0e151c",
    hint: "#8d9dad",
    link: "#62b3ff",
    destructive: "#ff7b72",
    refused: [255, 123, 114],
  },
} as const satisfies { readonly [S in Scheme]: object };
const QUIET_PART = 0.08;

/** Colours that take the place of a theme's own where these can't be read, by the names of the tokens; null where they can. */
export type SafeColours = Readonly<Record<(typeof SAFE_NAMES)[number], string | null>>;
export const SAFE_NAMES = [
  "--safe-hint",
  "--safe-link",
  "--safe-header",
  "--safe-destructive",
  "--safe-button",
] as const;

type Theme = Readonly<Record<string, string>>;

/** Measures a theme's text on each ground that it may stand on. */
export function safeColours(theme: Theme, scheme: Scheme): SafeColours {
  const { ink, part, ...own } = DESIGN[scheme];
  const accent = rgb(accentOf(theme) ?? own.accent);
  const ground = (name: string, instead: Rgb): Rgb => (theme[name] ? rgb(theme[name]) : instead);
  const bg = ground("bg_color", rgb(own.bg));
  const list = ground("secondary_bg_color", theme.bg_color ? bg : rgb(own.list));
  const section = ground("section_bg_color", bg);
  const plain = [bg, list, section];
  const quiet = [...plain, ...plain.map((under) => mix(ink, under, QUIET_PART))];
  const tints = [accent, own.refused];
  const tinted = [...quiet, ...plain.flatMap((under) => tints.map((tint) => mix(tint, under, part)))];
  const button = theme.button_color;
  const buttonInk = theme.button_text_color;
  return {
    "--safe-hint": readable(theme.subtitle_text_color ?? theme.hint_color ?? own.hint, quiet),
    "--safe-link": readable(theme.accent_text_color ?? theme.link_color ?? own.link, tinted),
    "--safe-header": readable(theme.section_header_text_color ?? own.hint, plain),
    "--safe-destructive": readable(theme.destructive_text_color ?? own.destructive, plain),
    "--safe-button": button && buttonInk ? readable(button, [rgb(buttonInk)]) : null,
  };
}

/** The colour, moved towards black or white until it can be read on every ground; null where it can be as it is. */
function readable(colour: string, grounds: readonly Rgb[]): string | null {
  const least = (text: Rgb): number => Math.min(...grounds.map((ground) => contrast(text, ground)));
  const own = rgb(colour);
  if (least(own) >= ENOUGH) return null;
  const end = least(BLACK) > least(WHITE) ? BLACK : WHITE;
  for (let part = 0.05; part < 1; part += 0.05) {
    const moved = hex(mix(end, own, part));
    if (least(rgb(moved)) >= ENOUGH) return moved;
  }
  return hex(end);
}
