import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrast, hex, luminance, mix } from "./colour.ts";
import { DESIGN, safeColours } from "./contrast.ts";
import { parts as rgb } from "./theme.ts";

const NIGHT = {
  bg_color: "#17212b",
  secondary_bg_color: "#232e3c",
  section_bg_color: "#17212b",
  text_color: "#f5f5f5",
  hint_color: "#708499",
  link_color: "#6ab3f3",
  button_color: "#5288c1",
  button_text_color: "#ffffff",
  destructive_text_color: "#ec3942",
};
const anyColour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => hex(parts));

describe("colours", () => {
  it("are measured as WCAG does", () => {
    expect(contrast(rgb("#000000"), rgb("#ffffff"))).toBe(21);
    expect(contrast(rgb("#777777"), rgb("#ffffff"))).toBeCloseTo(4.48, 2);
    expect(luminance(rgb("#ffffff"))).toBeCloseTo(1, 6);
    expect(hex(mix(rgb("#ffffff"), rgb("#000000"), 0.5))).toBe("#808080");
  });
});

it("measures the colours that the tokens have", () => {
  const tokens = readFileSync(new URL("../design/tokens.css", import.meta.url), "utf8");
  const [light = "", dark = ""] = tokens.split("@media (prefers-color-scheme: dark)");
  const own = (css: string, name: string): string | undefined =>
    new RegExp(`--fb-${name}: (#[0-9a-f]{6});`).exec(css)?.[1];
  for (const [css, scheme] of [
    [light, "light"],
    [dark, "dark"],
  ] as const) {
    const { bg, list, hint, link, destructive } = DESIGN[scheme];
    expect({ bg, list, hint, header: hint, link, destructive }).toEqual({
      bg: own(css, "bg"),
      list: own(css, "secondary"),
      hint: own(css, "hint"),
      header: own(css, "header"),
      link: own(css, "link"),
      destructive: own(css, "destructive"),
    });
  }
});

describe("a theme that can't be read", () => {
  it("has its hint, danger and button moved until they can, and keeps the rest", () => {
    const safe = safeColours(NIGHT, "dark");
    const grounds = [NIGHT.bg_color, NIGHT.secondary_bg_color];
    for (const name of ["--safe-hint", "--safe-destructive"] as const) {
      for (const ground of grounds)
        expect(contrast(rgb(safe[name] ?? ""), rgb(ground))).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(rgb(safe["--safe-button"] ?? ""), rgb("#ffffff"))).toBeGreaterThanOrEqual(4.5);
    expect(safe["--safe-link"]).toBeNull();
  });

  it("is the design's own where Telegram has none, which needs no help", () => {
    for (const scheme of ["light", "dark"] as const)
      expect(Object.values(safeColours({}, scheme)).every((colour) => colour === null)).toBe(true);
  });

  it("can be read whatever its colours are, on grounds that allow it", () => {
    fc.assert(
      fc.property(
        anyColour,
        anyColour,
        fc.constantFrom("light" as const, "dark" as const),
        (ground, text, scheme) => {
          const theme = {
            bg_color: ground,
            secondary_bg_color: ground,
            section_bg_color: ground,
            destructive_text_color: text,
          };
          const safe = safeColours(theme, scheme)["--safe-destructive"] ?? text;
          // A grey in the middle can't have 4.5 against both black and white, but has it against one of them.
          return contrast(rgb(safe), rgb(ground)) >= 4.5;
        },
      ),
    );
  });
});
