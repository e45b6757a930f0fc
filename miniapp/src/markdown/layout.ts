import katex from "katex";
import "katex/dist/katex.min.css";

/** Formulas that were laid out, for when their message comes into the page again. */
const MOST_KEPT = 200;
const kept = new Map<string, Node | null>();

const keyOf = (tex: string, display: boolean): string => `${display ? "=" : "-"}${tex}`;

/**
 * Lays out a formula by DOM calls. Bounded: no macros that grow without end, no sizes over a line's, no links or files.
 * @returns null when it is no TeX
 */
function draw(tex: string, display: boolean): Node | null {
  const place = document.createElement("span");
  try {
    katex.render(tex, place, {
      displayMode: display,
      trust: false,
      strict: "ignore",
      throwOnError: true,
      maxExpand: 200,
      maxSize: 10,
      output: "htmlAndMathml",
    });
    return place;
  } catch {
    return null;
  }
}

/** Whether {@link layOut} has this one at hand, and need not wait for its turn. */
export const isKept = (tex: string, display: boolean): boolean => kept.has(keyOf(tex, display));

/** Puts the formula into `place`. @returns false when it is no TeX; `place` is then empty */
export function layOut(place: HTMLElement, tex: string, display: boolean): boolean {
  const key = keyOf(tex, display);
  const drawn = kept.has(key) ? (kept.get(key) ?? null) : draw(tex, display);
  kept.delete(key);
  kept.set(key, drawn);
  const oldest = kept.size > MOST_KEPT ? kept.keys().next() : null;
  if (oldest && !oldest.done) kept.delete(oldest.value);
  place.replaceChildren(...(drawn ? [drawn.cloneNode(true)] : []));
  return drawn !== null;
}
