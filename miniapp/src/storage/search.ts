const BEFORE = 24;
const LENGTH = 120;

/** As it is compared: no capitals, no spaces around, bounded. */
export const folded = (text: string): string => text.slice(0, 200_000).trim().toLowerCase();

/** The line around the first place where `wanted`, folded, stands; null when it does not. */
export function excerpt(text: string, wanted: string): string | null {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return null;
  const from = Math.max(0, at - BEFORE);
  const line = text
    .slice(from, from + LENGTH)
    .replaceAll(/\s+/g, " ")
    .trim();
  return from > 0 ? `…${line}` : line;
}
