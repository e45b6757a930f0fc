import { signal } from "@preact/signals";

export type Language = "en" | "ru";

/** What the interface speaks; a component that reads a text is drawn anew when it changes. */
export const language = signal<Language>("en");

/** Speaks as the person's Telegram or browser does, where the interface can. */
export function followLanguage(code: string): void {
  chooseLanguage(/^ru\b/i.test(code) ? "ru" : "en");
}

/** Speaks one of the languages, and says so to screen readers. */
export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen;
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
