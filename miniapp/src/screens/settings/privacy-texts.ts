import { privacyEn } from "./privacy-en.ts";
import { privacyRu } from "./privacy-ru.ts";
import { type Language, language } from "../../app/text.ts";

/** What somebody knows, and for how long or why. */
export interface Fact {
  readonly what: string;
  readonly more: string;
}

export interface Part {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** The parts of the page, in its order. */
export const PARTS = [
  "unreadable",
  "server",
  "money",
  "machine",
  "telegram",
  "phone",
  "unchecked",
  "erase",
] as const;

export interface PrivacyTexts {
  readonly title: string;
  readonly intro: string;
  readonly parts: { readonly [K in (typeof PARTS)[number]]: Part };
  readonly build: {
    readonly title: string;
    readonly text: string;
    readonly how: string;
    readonly page: string;
    readonly copy: string;
    readonly copied: string;
    readonly note: string;
  };
}

const TEXTS: Readonly<Record<Language, PrivacyTexts>> = { en: privacyEn, ru: privacyRu };

export const say = (): PrivacyTexts => TEXTS[language.value];
