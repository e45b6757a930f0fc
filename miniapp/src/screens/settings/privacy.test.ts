import { expect, it } from "vitest";
import { privacyEn } from "./privacy-en.ts";
import { privacyRu } from "./privacy-ru.ts";
import { PARTS } from "./privacy-texts.ts";

it("tells as much in either language", () => {
  const many = (texts: typeof privacyEn) => PARTS.map((name) => texts.parts[name].facts.length);
  expect(many(privacyRu)).toEqual(many(privacyEn));
});
