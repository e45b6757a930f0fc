import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Outcome } from "./command.ts";

const LONGEST_FILE_LINES = 400;
const SOURCE = /\.(?:tsx?|js|html|tolk|py|sql|json|md|sh)$/;
const GENERATED =
  /(?:^|\/)(?:package-lock\.json$|LICENSE$|migrations\/meta\/|vectors\/|data\/|models\/)|\.generated\.ts$/;
/** What runs in the mini-app's page and its worker. */
const PAGE = /^miniapp\/(?:index\.html$|src\/(?!.*\.test\.tsx?$))/;
const PROSE = /\.(?:md|json)$/;

interface Rule {
  readonly says: string;
  /** Where it holds. */
  readonly path: RegExp;
  readonly pattern: RegExp;
}

// Written in pieces, so that this file is not found by its own rules.
const RULES: readonly Rule[] = [
  {
    says: "is left for later",
    path: /\.(?:tsx?|js|tolk|py)$/,
    pattern: new RegExp(["TO", "DO\\b|FIX", "ME\\b|\\bX", "XX\\b"].join("")),
  },
  {
    says: "is a test that does not run",
    path: /\.(?:test|suite)\.tsx?$/,
    pattern: /\b(?:it|test|describe)\.(?:skip|only|todo)\b/,
  },
  {
    says: "escapes a check",
    path: /\.tsx?$/,
    pattern: new RegExp(
      ["@ts-(?:ign", "ore|noc", "heck|expect-error)|(?:oxlint|eslint|biome)-(?:dis", "able|ign", "ore)"].join(
        "",
      ),
    ),
  },
  {
    says: "is a path of one machine",
    path: /\.(?:tsx?|js|html|tolk|json|sh|py|md)$/,
    pattern: /["'`( ]\/(?:work|home|root)\/[a-z]/,
  },
  {
    says: "makes elements or programs of text",
    path: PAGE,
    pattern: new RegExp(
      [
        "\\b(?:inner|outer)HTML\\b|insertAdj",
        "acentHTML|dangerouslySet",
        "InnerHTML|createContextual",
        "Fragment|\\bsrcdoc\\b|document\\.wri",
        "te|\\bev",
        "al\\(|\\bnew Func",
        "tion\\(",
      ].join(""),
    ),
  },
  {
    says: "may tell a console what nobody but the person may read",
    path: PAGE,
    pattern: /\bconsole\.[a-z]/,
  },
  {
    says: "keeps something where it is not encrypted",
    // But for choices that decide the first paint, and the mark that a vault was here: neither tells anything of a person.
    path: new RegExp(
      `^(?!miniapp/src/(?:app/choices|storage/open|storage/testing/[a-z-]+)\\.ts$)(?=${PAGE.source})`,
    ),
    pattern: /\b(?:localStorage|sessionStorage|document\.cookie)\b/,
  },
];

/** One line for each place that breaks a rule of CONTRIBUTING.md. */
export function untidy(path: string, text: string): string[] {
  const lines = text.split("\n");
  const found = RULES.filter((rule) => rule.path.test(path)).flatMap(({ says, pattern }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${says}`] : [])),
  );
  const tooLong = lines.length - 1 > LONGEST_FILE_LINES && !PROSE.test(path);
  return tooLong ? [...found, `${path} has ${lines.length - 1} lines: probably two ideas`] : found;
}

export function checkTidiness(root: string): Outcome {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  const paths = listed.split("\n").filter((path) => SOURCE.test(path) && !GENERATED.test(path));
  const found = paths.flatMap((path) => untidy(path, readFileSync(`${root}/${path}`, "utf8")));
  return { ok: found.length === 0, report: found.join("\n") };
}
