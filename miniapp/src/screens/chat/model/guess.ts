import type { StoredMessage } from "../../../storage/port.ts";
import { shownAs } from "./outcome.ts";

const CHARS_IN_LINE = 40;

const guesses = new WeakMap<StoredMessage, number>();

/** About how high a message is on a phone, in px, until it was in the page and could be measured. */
export function guessHeight(message: StoredMessage): number {
  const known = guesses.get(message) ?? guess(message);
  guesses.set(message, known);
  return known;
}

function guess(message: StoredMessage): number {
  const lines = message.text
    .split("\n")
    .reduce((sum, line) => sum + 1 + Math.floor(line.length / CHARS_IN_LINE), 0);
  const shown = shownAs(message);
  if (shown === "card") return 180;
  return shown === "question" ? 40 + lines * 22 : 76 + lines * 24;
}
