import { h } from "preact";
import { describe, expect, it } from "vitest";
import { draw } from "../testing/draw.ts";
import Markdown from "./markdown.tsx";

/** Texts that a machine may send to hold up the page: each cost a lexer without bounds seconds to minutes. */
const SLOW: readonly (readonly [name: string, text: string])[] = [
  ["quotes", ">".repeat(99_000)],
  ["quotelines", "> a\n".repeat(24_000)],
  ["bulletlines", "- a\n".repeat(12_000)],
  ["stars", "*a ".repeat(290) + ("\n\n" + "*a ".repeat(290)).repeat(200)],
  ["brackets", "[".repeat(98_000)],
  ["links", "[a](".repeat(24_000)],
  ["parens", "[a](" + "(".repeat(90_000)],
  ["ticks", Array.from({ length: 600 }, (_, n) => "`".repeat(n)).join("a")],
  ["bangs", "!".repeat(98_000)],
  ["backslash", "\\".repeat(98_000)],
  ["spaces", " ".repeat(98_000) + "a"],
  ["newlines", "\n".repeat(98_000) + "a"],
  ["emails", "a@b.".repeat(24_000)],
  ["www", "www.".repeat(24_000)],
  ["https", "https://".repeat(20_000)],
  ["pipes", "|".repeat(98_000)],
  ["tables", "|a|a|\n|-|-|\n".repeat(10_000)],
  ["tabrows", "|a|a|\n|-|-|\n" + "|a|a|\n".repeat(20_000)],
  ["wide table", `${"|a".repeat(1_000)}|\n${"|-".repeat(1_000)}|\n${"|\n".repeat(8_000)}`],
  ["digits", "1".repeat(98_000)],
  ["word", "a".repeat(98_000)],
  ["stars solid", "*".repeat(98_000)],
  ["hashes", "#".repeat(98_000)],
  ["eq", "a\n" + "=".repeat(98_000) + "b"],
  ["dashes", "- ".repeat(23) + "-".repeat(100_000) + "b"],
  ["html", "<a ".repeat(290)],
  ["comment", "<!--" + "-".repeat(100_000)],
  ["def", "[a]: ".repeat(290)],
  ["defs", "[a]: b\n".repeat(20000)],
  ["fence", "```\n".repeat(40000)],
  ["dollar", "$$\n".repeat(140)],
  ["bigmath", "$" + "a".repeat(98_000)],
  ["mathescape", "\\(" + "a".repeat(90_000)],
  ["mathmany", "\\( \\[ ".repeat(30_000)],
  ["indented", "    a\n".repeat(30_000)],
  ["colon", ":".repeat(98_000)],
  ["entity", "&a;".repeat(290)],
  ["underscore", "_a".repeat(290)],
  ["tag", "<" + "a".repeat(100_000)],
  ["tagattr", "<a" + " b=c".repeat(24_000)],
  ["lines", "a\n".repeat(49_000)],
  ["nested", Array.from({ length: 5000 }, (_, n) => `${"  ".repeat(n % 23)}- a`).join("\n")],
];

/** Ten times what the slowest takes. Of this process alone: a busy machine makes nothing slower. */
const MOST_CPU_MS = 5_000;

const cpuMs = (): number => process.cpuUsage().user / 1000;

describe("a text made to be slow", () => {
  it.each(SLOW)("of %s is drawn in time, arriving and whole", (_, text) => {
    const startedMs = cpuMs();
    const place = draw(h(Markdown, { text, open: true }));
    draw(h(Markdown, { text, open: false }), place);
    expect(cpuMs() - startedMs).toBeLessThan(MOST_CPU_MS);
  });
});
