// Choices that decide the first paint, which can't wait for the vault to open: they are small, and say nothing about the person.

type Choice = "language" | "welcomed";

const PREFIX = "cocoon.";

/** What was chosen earlier on this device; null where nothing was, or where the browser keeps nothing. */
export function choice(name: Choice): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Keeps a choice on this device, where the browser keeps anything; null forgets it. */
export function keepChoice(name: Choice, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // For this run, then.
  }
}
