import katex from "katex";
import "katex/dist/katex.min.css";

/**
 * Draws a formula into `place` by DOM calls. Bounded: no macros that grow without end, no sizes over a line's, no links or files.
 * @returns false when it is no TeX; `place` is then empty
 */
export function layOut(place: HTMLElement, tex: string, display: boolean): boolean {
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
    return true;
  } catch {
    place.textContent = "";
    return false;
  }
}
