import { choice, keepChoice } from "./choices.ts";
import { chooseLanguage, followLanguage, type Language } from "./text.ts";

/** What the person chose; null for as Telegram or the browser has it. */
export function chosenLanguage(): Language | null {
  const kept = choice("language");
  return kept === "en" || kept === "ru" ? kept : null;
}

/** Speaks it from now on, in later runs too where the browser keeps anything. @param fallback tag of Telegram or the browser */
export function setLanguage(chosen: Language | null, fallback: string): void {
  keepChoice("language", chosen);
  speak(chosen, fallback);
}

/** Speaks what was chosen, or else as Telegram or the browser does. */
export const startLanguage = (fallback: string): void => speak(chosenLanguage(), fallback);

const speak = (chosen: Language | null, fallback: string): void =>
  chosen ? chooseLanguage(chosen) : followLanguage(fallback);
