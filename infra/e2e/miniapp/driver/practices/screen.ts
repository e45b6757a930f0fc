import type { Page } from "playwright-core";
import type { Failure } from "./audits.ts";

/** CSS pixels. */
const LEAST_LETTERS = 12;
const LEAST_TARGET = 44;
const PRESSED = "button, a[href], summary, select, textarea, input:not([type=hidden]), [role=button]";

/**
 * What can only be measured on a screen as it is drawn: its letters, its pictures, and what a finger has to hit. No function in
 * the page has a name, which whatever compiles it would keep by help that the page lacks.
 */
export async function screenFailures(page: Page): Promise<Failure[]> {
  const [letters, pictures, targets] = [
    await smallLetters(page),
    await bentPictures(page),
    await smallTargets(page),
  ];
  return [
    ...letters.map((why) => ({ audit: "font size", why }) as const),
    ...pictures.map((why) => ({ audit: "image ratios", why }) as const),
    ...targets.map((why) => ({ audit: "tap targets", why }) as const),
  ];
}

const smallLetters = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const parent = text.parentElement;
      if (!parent?.checkVisibility({ visibilityProperty: true }) || !text.textContent?.trim()) continue;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      if (size < least) found.push(`${size} px of ${parent.outerHTML.slice(0, 120)}`);
    }
    return found;
  }, LEAST_LETTERS);

const bentPictures = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.images]
      .filter((image) => {
        const { naturalWidth, naturalHeight, clientWidth, clientHeight } = image;
        if (naturalHeight === 0 || clientHeight === 0 || getComputedStyle(image).objectFit !== "fill")
          return false;
        return Math.abs((clientWidth / clientHeight) * (naturalHeight / naturalWidth) - 1) > 0.05;
      })
      .map((image) => image.outerHTML.slice(0, 120)),
  );

/** By where a finger hits, for an area larger than what is drawn counts. What is covered or off the screen is nobody's target. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(
    ({ least, pressed }) => {
      const reach = least / 2 - 1;
      const around = [
        [0, 0],
        [0, -reach],
        [0, reach],
        [-reach, 0],
        [reach, 0],
      ] as const;
      return [...document.querySelectorAll(pressed)]
        .filter((element) => {
          // A label acts for what is in it.
          const area = element.closest("label") ?? element;
          const { left, top, width, height } = area.getBoundingClientRect();
          const [x, y] = [left + width / 2, top + height / 2];
          // A link within a sentence has the height of its line.
          if (getComputedStyle(element).display === "inline" || y < reach || y + reach > innerHeight)
            return false;
          const [middle, ...edges] = around.map(([right, down]) => {
            const hit = document.elementFromPoint(x + right, y + down);
            return element.contains(hit) || hit?.closest("label")?.control === element;
          });
          return middle && !edges.every(Boolean);
        })
        .map((element) => {
          const { width, height } = element.getBoundingClientRect();
          return `${width} x ${height} of ${element.outerHTML.slice(0, 120)}`;
        });
    },
    { least: LEAST_TARGET, pressed: PRESSED },
  );
