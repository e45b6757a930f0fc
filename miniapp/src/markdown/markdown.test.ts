import fc from "fast-check";
import { h } from "preact";
import { describe, expect, it } from "vitest";
import { draw } from "../testing/draw.ts";
import type { TinyNode } from "../testing/tiny-dom.ts";
import Markdown from "./markdown.tsx";

const ELEMENTS = new Set(
  "div p h3 strong em del code br a ul ol li blockquote hr table thead tbody tr th td pre span header button svg path rect".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "class href title target rel start scope tabindex role aria-label aria-hidden type viewbox d x y width height rx hidden".split(
    " ",
  ),
);

const shown = (text: string, open = false): TinyNode => draw(h(Markdown, { text, open }));

/** Everything that no answer may bring into the page. */
function dangers(place: TinyNode): string[] {
  return place
    .elements()
    .slice(1)
    .flatMap((element) => [
      ...(ELEMENTS.has(element.localName) ? [] : [`<${element.localName}>`]),
      ...element.attributes.map(({ name }) => name).filter((name) => !ATTRIBUTES.has(name.toLowerCase())),
      ...Object.keys(element).filter((name) => /html|srcdoc/i.test(name)),
      ...element.attributes
        .filter(({ name, value }) => name === "href" && !/^(?:https?|mailto):/.test(value))
        .map(({ value }) => value),
    ]);
}

/** Text made of the marks that Markdown, HTML and TeX have, which finds corners faster than plain noise. */
const marks = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."* ** _ ~~ ` ``` ~~~ > - + 1. # ### | [ ] ( ) ![ ]( < > <b> </b> <script> <img\u0020src=x\u0020onerror=alert(1)> <!-- --> & &lt; &#60; \\ $ $$ \\( \\) \\[ \\] : --- === [x] http://a.b javascript:alert(1) data:text/html,x mailto:a@b.c".split(
          " ",
        ),
      ),
      fc.constantFrom(" ", "\n", "\n\n", "    ", "\t", "\r\n"),
      fc.string({ maxLength: 6 }),
      fc.constantFrom("word", "слово", "漢字", "🙂", "\u202e", "\u0000", "\ud800"),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

describe("what an answer can put into the page", () => {
  it("is a listed element with listed attributes, whatever the answer is", () => {
    fc.assert(
      fc.property(marks, fc.boolean(), (text, open) => {
        expect(dangers(shown(text, open))).toEqual([]);
      }),
      { numRuns: 800 },
    );
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](blob:https://a/b)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](https://user:pass@evil.example)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "[![x](javascript:a)](javascript:b)",
  ])("has no address in %j", (text) => {
    const place = shown(text);
    expect(place.elements().filter(({ localName }) => localName === "a")).toEqual([]);
    expect(dangers(place)).toEqual([]);
  });

  it("shows HTML as the text it is", () => {
    const text =
      '<img src=x onerror=alert(1)> and <script>alert(1)</script>\n\n<div onclick="x">\n\n<svg onload=x>';
    const place = shown(text);
    expect(place.textContent.replaceAll(/\s+/g, " ")).toContain("<img src=x onerror=alert(1)>");
    expect(place.textContent).toContain("<script>alert(1)</script>");
    expect(dangers(place)).toEqual([]);
  });

  it("fetches no picture: its description leads to it", () => {
    const [link] = shown("![A cat](https://a.example/cat.png)")
      .elements()
      .filter(({ localName }) => localName === "a");
    expect([link?.textContent, link?.getAttribute("href")]).toEqual(["A cat", "https://a.example/cat.png"]);
  });
});

describe("an answer's words", () => {
  const word = fc.stringMatching(/^[a-zа-я]{1,8}$/);
  const run = fc.oneof(
    word,
    word.map((one) => `**${one}**`),
    word.map((one) => `*${one}*`),
    word.map((one) => `\`${one}\``),
    word.map((one) => `~~${one}~~`),
    word.map((one) => `[${one}](https://a.example/)`),
    word.map((one) => `$${one}$`),
    word.map((one) => `\\(${one}\\)`),
  );
  const line = fc.array(run, { minLength: 1, maxLength: 6 }).map((runs) => runs.join(" "));
  const rows = fc.array(fc.array(run, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 3 });
  const part = fc.oneof(
    line,
    line.map((one) => `## ${one}`),
    line.map((one) => `> ${one}`),
    fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((one) => `- ${one}`).join("\n")),
    fc
      .array(line, { minLength: 1, maxLength: 3 })
      .map((lines) => lines.map((one, at) => `${at + 1}. ${one}`).join("\n")),
    word.map((one) => `\`\`\`js\n${one} = 1; // ${one}\n\`\`\``),
    rows.map((all) => `| h | h |\n|---|---|\n${all.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}`),
    word.map((one) => `$$\n${one}\n$$`),
  );
  const answer = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("\n\n"));
  const wordsOf = (text: string) => text.replaceAll(/https:\/\/a\.example\//g, "").match(/[a-zа-я]+/g) ?? [];
  /** A drawn text without what the page itself says. */
  const seen = (place: TinyNode) => {
    const gaps = (node: TinyNode): string =>
      node.nodeType === 3
        ? node.data
        : node.localName === "header"
          ? " js "
          : ` ${node.childNodes.map(gaps).join("")} `;
    return wordsOf(gaps(place));
  };

  it("are all drawn, in their order", () => {
    fc.assert(
      fc.property(answer, (text) => {
        expect(seen(shown(text))).toEqual(wordsOf(text));
      }),
      { numRuns: 100 },
    );
  });

  it("are drawn at every point where the stream may stand, and none is lost", () => {
    fc.assert(
      fc.property(answer, (text) => {
        for (let end = 0; end <= text.length; end += 1) {
          const cut = text.slice(0, end);
          const place = shown(cut, true);
          expect(dangers(place)).toEqual([]);
          const whole = wordsOf(cut.replace(/\]\([^)\s]*$/, "]"));
          expect(seen(place).join("").startsWith(whole.slice(0, -1).join(""))).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("read bit by bit are what they are read at once", () => {
    fc.assert(
      fc.property(
        answer,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        (text, steps) => {
          const place = shown("", true);
          for (let at = 0, step = 0; at < text.length; step += 1) {
            at += steps[step % steps.length] ?? 1;
            draw(h(Markdown, { text: text.slice(0, at), open: true }), place);
          }
          draw(h(Markdown, { text, open: false }), place);
          expect(place.textContent).toBe(shown(text).textContent);
        },
      ),
      { numRuns: 100 },
    );
  });
});
