import { pick, type Random } from "./random.ts";

/**
 * A wording pattern: plain text with `{one|two|}` choices, which nest, and `<name>` words, which are patterns
 * themselves. `What is {the price|<C>}?`
 */
export type Pattern = { kind: "text"; text: string } | { kind: "all"; parts: Pattern[] } | Choice;
type Choice = { kind: "choice"; options: Pattern[] };

export type Words = Readonly<Record<string, string>>;

/** Throws on an unknown word or an unbalanced brace: a typing slip in the data must not become a question. */
export function parsePattern(source: string, words: Words): Pattern {
  let at = 0;

  function sequence(nested: boolean): Pattern {
    const parts: Pattern[] = [];
    while (at < source.length && !(nested && (source[at] === "|" || source[at] === "}"))) {
      if (source[at] === "{") parts.push(choice());
      else if (source[at] === "<") parts.push(word());
      else parts.push(text());
    }
    return { kind: "all", parts };
  }

  function choice(): Choice {
    const options: Pattern[] = [];
    do {
      at++;
      options.push(sequence(true));
    } while (source[at] === "|");
    if (source[at] !== "}") throw new SyntaxError(`unclosed choice: ${source}`);
    at++;
    return { kind: "choice", options };
  }

  function word(): Pattern {
    const end = source.indexOf(">", at);
    const definition = words[source.slice(at + 1, end)];
    if (end < 0 || definition === undefined) throw new SyntaxError(`unknown word: ${source}`);
    at = end + 1;
    return parsePattern(definition, words);
  }

  function text(): Pattern {
    const start = at;
    while (at < source.length && !"{|}<".includes(source[at] as string)) at++;
    if (at === start) throw new SyntaxError(`stray ${source[at]}: ${source}`);
    return { kind: "text", text: source.slice(start, at) };
  }

  return sequence(false);
}

/** How many wordings a pattern makes, equal ones counted apart. */
export function countWordings(pattern: Pattern): number {
  if (pattern.kind === "text") return 1;
  if (pattern.kind === "all")
    return pattern.parts.reduce((product, part) => product * countWordings(part), 1);
  return pattern.options.reduce((sum, option) => sum + countWordings(option), 0);
}

export function drawWording(pattern: Pattern, random: Random): string {
  return draw(pattern, random)
    .replace(/\s+/g, " ")
    .replace(/ ([?!.,])/g, "$1")
    .trim();
}

function draw(pattern: Pattern, random: Random): string {
  if (pattern.kind === "text") return pattern.text;
  if (pattern.kind === "all") return pattern.parts.map((part) => draw(part, random)).join("");
  return draw(pick(pattern.options, random), random);
}
