import { expect, it } from "vitest";
import { schemeOf } from "./theme.ts";

it.each([
  ["#ffffff", "light"],
  ["#efeff4", "light"],
  ["#ffd6e7", "light"],
  ["#9aa7b3", "light"],
  ["#17212b", "dark"],
  ["#000000", "dark"],
  ["#5288c1", "dark"],
  ["#0000ff", "dark"],
])("takes %s for a ground that is %s", (ground, scheme) => {
  expect(schemeOf({ section_bg_color: ground, bg_color: "#808080" })).toBe(scheme);
  expect(schemeOf({ bg_color: ground })).toBe(scheme);
});
