import { chooseLanguage, followLanguage, type Language } from "./text.ts";

/** Beside the vault rather than in it: the first words are drawn before the vault is open, and it tells nothing. */
const ENTRY = "cocoon-language";

/** What the person chose; null for as Telegram or the browser has it. */
export function chosenLanguage(): Language | null {
  try {
    const kept = localStorage.getItem(ENTRY);
    return kept === "en" || kept === "ru" ? kept : null;
  } catch {
    return null;
  }
}

/** Speaks it from now on, in later runs too where the browser keeps anything. @param fallback tag of Telegram or the browser */
export function setLanguage(chosen: Language | null, fallback: string): void {
  try {
    if (chosen) localStorage.setItem(ENTRY, chosen);
    else localStorage.removeItem(ENTRY);
  } catch {
    // Then for this run.
  }
  speak(chosen, fallback);
}

/** Speaks what was chosen, or else as Telegram or the browser does. */
export const startLanguage = (fallback: string): void => speak(chosenLanguage(), fallback);

const speak = (chosen: Language | null, fallback: string): void =>
  chosen ? chooseLanguage(chosen) : followLanguage(fallback);
