import { type Check, textsOf } from "./check.ts";

const TESTING = /\/testing\/|main\.dev\.tsx?$|\.test\.tsx?$|\/devchain\//;
/** Stands in every simulated certificate, and in every file of simulated roots. The word alone is a class of roots, for people. */
const SIMULATION = /SIMULATED [A-Za-z-]|simulatedRoots/;
const NODE = /(?:from|import\()\s*["']node:/;
const INLINE = /<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|javascript:/i;
const FOREIGN = /<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="(?!\/app\/)/i;

/** What a production build must not hold, judged by the modules it was made of and by its bytes. */
export function judgeContents(modules: ReadonlySet<string>, app: ReadonlyMap<string, Uint8Array>): Check[] {
  const scripts = textsOf(app, /\.js$/);
  const html = textsOf(app, /\.html$/);
  const holding = (texts: [string, string][], pattern: RegExp): string[] =>
    texts.flatMap(([path, text]) => {
      const match = pattern.exec(text);
      return match ? [`${path} has ${match[0]}`] : [];
    });
  return [
    {
      name: "has no module that simulates anything",
      problems: [...modules].filter((id) => TESTING.test(id)),
    },
    { name: "holds no text of the simulated root", problems: holding(scripts, SIMULATION) },
    { name: "asks Node for nothing", problems: holding(scripts, NODE) },
    { name: "has no inline script, style or handler in its page", problems: holding(html, INLINE) },
    { name: "names no other origin in its page", problems: holding(html, FOREIGN) },
    {
      name: "says in its page what each file that it loads must be",
      problems: html.flatMap(([path, text]) =>
        [...text.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)=[^>]*>/g)]
          .filter(([tag]) => !/ integrity="sha384-[A-Za-z0-9+/]{64}"/.test(tag))
          .map(([tag]) => `${path}: ${tag}`),
      ),
    },
    {
      name: "has fonts in their newest form only",
      problems: [...app.keys()].filter((path) => /\.(?:woff|ttf|otf|eot)$/.test(path)),
    },
    { name: "has no map of its sources", problems: [...app.keys()].filter((path) => path.endsWith(".map")) },
  ];
}
