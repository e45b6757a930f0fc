/** How a family of languages writes comments and strings, and its words. */
export interface Grammar {
  readonly comment: RegExp;
  readonly string: RegExp;
  readonly words: ReadonlySet<string>;
  /** Whether its words count in capitals too. */
  readonly anyCase?: true;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

const QUOTED = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/y;
const QUOTED_OR_TICKED = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\[^]|[^`\\])*`?/y;
const TRIPLE = /"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/y;

const SLASHES: Grammar = {
  comment: /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y,
  string: QUOTED_OR_TICKED,
  words: words(
    "abstract as async await bool boolean break case catch char class const continue default defer delete do double else enum export extends extern false final finally float fn for from fun func function go if impl implements import in instanceof int interface is let long loop match mod module move mut mutable namespace new nil null number object of operator override package private protected pub public readonly return select self short static string struct super switch this throw trait true try type typeof undefined unsafe unsigned use using val var virtual void when where while with yield",
  ),
};

const HASHES: Grammar = {
  comment: /#[^\n]*/y,
  string: TRIPLE,
  words: words(
    "False None True alias and as assert async await begin break case class continue def del do done echo elif else elsif end ensure esac except exit export fi finally for from function global if import in is lambda local module next nil nonlocal not or pass print puts raise range require rescue return round self set source then true false null unless until while with yield",
  ),
};

const DASHES: Grammar = {
  anyCase: true,
  comment: /--[^\n]*|\/\*[^]*?(?:\*\/|$)/y,
  string: QUOTED,
  words: words(
    "add all alter and as asc between by case check column constraint count create cross data default delete desc distinct do drop else elseif end exists false for foreign from full function group having if in index inner insert instance into is join key left let like limit local module nil not null offset on or order outer primary references repeat return right select set sum table then true union unique until update values view when where while with",
  ),
};

const MARKUP: Grammar = {
  comment: /<!--[^]*?(?:-->|$)/y,
  string: QUOTED,
  words: words(
    "a body br button div form h1 h2 h3 head html img input label li link main meta ol p script section span style svg table td th title tr ul",
  ),
};

const STYLES: Grammar = {
  comment: /\/\*[^]*?(?:\*\/|$)/y,
  string: QUOTED,
  words: words(
    "auto block flex grid important inherit inline none var calc media root solid relative absolute fixed sticky",
  ),
};

const FAMILIES: readonly (readonly [names: string, label: string | null, grammar: Grammar])[] = [
  ["js javascript jsx mjs", "JavaScript", SLASHES],
  ["ts typescript tsx", "TypeScript", SLASHES],
  ["py python python3", "Python", HASHES],
  ["sh bash shell zsh console", "Shell", HASHES],
  ["sql postgresql mysql sqlite", "SQL", DASHES],
  ["c", "C", SLASHES],
  ["cpp c++ cc hpp", "C++", SLASHES],
  ["cs csharp c#", "C#", SLASHES],
  ["go golang", "Go", SLASHES],
  ["rs rust", "Rust", SLASHES],
  ["java", "Java", SLASHES],
  ["kt kotlin", "Kotlin", SLASHES],
  ["swift", "Swift", SLASHES],
  ["php", "PHP", SLASHES],
  ["dart scala tolk func solidity groovy proto zig", null, SLASHES],
  ["rb ruby", "Ruby", HASHES],
  ["r", "R", HASHES],
  ["yml yaml", "YAML", HASHES],
  ["toml ini conf env", null, HASHES],
  ["make makefile dockerfile docker perl elixir nix powershell ps1", null, HASHES],
  ["lua haskell hs elm", null, DASHES],
  ["html xml svg vue svelte", null, MARKUP],
  ["css scss less", null, STYLES],
  ["json json5 jsonc", "JSON", SLASHES],
];

const BY_NAME: ReadonlyMap<string, { readonly label: string | null; readonly grammar: Grammar }> = new Map(
  FAMILIES.flatMap(([names, label, grammar]) =>
    names.split(" ").map((name) => [name, { label, grammar }] as const),
  ),
);

const LONGEST_LABEL_CHARS = 24;

/** What a fence's first word names; `grammar` is null for a language that we don't know, `label` empty when it names none. */
export function languageOf(info: string | undefined): {
  readonly label: string;
  readonly grammar: Grammar | null;
} {
  const name = (info ?? "").trim().split(/\s/, 1)[0] ?? "";
  const known = BY_NAME.get(name.toLowerCase());
  return { label: known?.label ?? name.slice(0, LONGEST_LABEL_CHARS), grammar: known?.grammar ?? null };
}
