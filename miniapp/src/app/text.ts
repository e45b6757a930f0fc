import { signal } from "@preact/signals";
import { choice, keepChoice } from "./choices.ts";

export type Language = "en" | "ru";

/** What the interface speaks; a component that reads a text is drawn anew when it changes. */
export const language = signal<Language>("en");

/** Speaks as was chosen on this device, else as the person's Telegram or browser does. */
export function followLanguage(code: string): void {
  const chosen = choice("language");
  speak(chosen === "ru" || chosen === "en" ? chosen : /^ru\b/i.test(code) ? "ru" : "en");
}

/** Speaks one of the languages, from now on on this device. */
export function chooseLanguage(chosen: Language): void {
  keepChoice("language", chosen);
  speak(chosen);
}

/** Screen readers are told as well. */
function speak(spoken: Language): void {
  language.value = spoken;
  document.documentElement.lang = spoken;
}

/** The languages of one text: the Russian has every key that the English has, by type. */
export type Words = Readonly<Record<string, string | ((...values: never[]) => string)>>;
type SameKeys<T extends Words> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] };

/**
 * Texts of one screen, both languages side by side. Call the result in a component to have those of the language chosen.
 * @example const say = texts({ title: "Wallet" }, { title: "Кошелёк" }); … <h1>{say().title}</h1>
 */
export function texts<const T extends Words>(en: T, ru: SameKeys<T>): () => SameKeys<T> {
  return () => (language.value === "ru" ? ru : (en as SameKeys<T>));
}
