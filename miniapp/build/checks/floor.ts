import { transform } from "esbuild";
import { type Check, textsOf } from "./check.ts";

/** iOS 16.4 and Android's WebView 108. */
export const FLOOR = ["ios16.4", "chrome108"];

/**
 * What those two lack, or one of them; each as it is written, after minifying too. What a program asks for before it calls it
 * stands under `ASKED_FOR`.
 */
const MISSING_CALLS: readonly RegExp[] = [
  /\bArray\.fromAsync\b/,
  /\bPromise\.(?:withResolvers|try)\b/,
  /\b(?:Object|Map)\.groupBy\b/,
  /\b(?:URL\.canParse|URL\.parse)\b/,
  /\bReadableStream\.from\b/,
  /\bIterator\.(?:from|prototype|concat)\b/,
  /\bError\.isError\b/,
  /\bRegExp\.escape\b/,
  /\bMath\.sumPrecise\b/,
  /\.(?:toSorted|toReversed|toSpliced|isWellFormed|toWellFormed|isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference|checkVisibility|getOrInsert|getOrInsertComputed|setHTMLUnsafe)\(/,
];

const ASKED_FOR: readonly { readonly call: RegExp; readonly asked: RegExp }[] = [
  { call: /\bAbortSignal\.any\b/, asked: /["'`]any["'`]\s*in\s*AbortSignal/ },
  { call: /\bUint8Array\.from(?:Hex|Base64)\b/, asked: /typeof Uint8Array\.from(?:Hex|Base64)/ },
  {
    call: /\brequestIdleCallback\b/,
    asked:
      /["'`]requestIdleCallback["'`]\s*in\b|requestIdleCallback\s*(?:\?\.|\?\?|===?|!==?|\?)|typeof requestIdleCallback/,
  },
  { call: /\bstartViewTransition\b/, asked: /["'`]startViewTransition["'`]\s*in\b|startViewTransition\?\./ },
];

const MISSING_STYLE: readonly RegExp[] = [
  /color-mix\(/,
  /light-dark\(/,
  /\bokl(?:ch|ab)\(/,
  /@(?:scope|starting-style|view-transition|position-try)\b/,
  /[{;]\s*&/,
  /\blinear\(/,
  /\banchor\(/,
  /:popover-open/,
  /\bsubgrid\b/,
];

/** Syntax: an equal program comes out when the compiler is told of the floor, for it had nothing to rewrite. */
async function isRewritten(text: string): Promise<boolean> {
  const compiled = async (target: string[]) =>
    (await transform(text, { target, minify: true, legalComments: "none", logLevel: "silent" })).code;
  return (await compiled(FLOOR)) !== (await compiled(["esnext"]));
}

/** Older Safari evaluates a graph of modules that awaits in the wrong order; a program of the old kind can't hold one. */
async function awaitsAtTheTop(text: string): Promise<boolean> {
  try {
    await transform(text, { format: "iife", logLevel: "silent" });
    return false;
  } catch {
    return true;
  }
}

const found = (path: string, text: string, missing: readonly RegExp[]): string[] =>
  missing.flatMap((pattern) => {
    const match = pattern.exec(text);
    return match ? [`${path} has ${match[0]}`] : [];
  });

/** Whether the oldest phones that the app promises to run on can read all of it. */
export async function judgeFloor(app: ReadonlyMap<string, Uint8Array>): Promise<Check[]> {
  const [scripts, styles] = [textsOf(app, /\.js$/), textsOf(app, /\.css$/)];
  const syntax: string[] = [];
  for (const [path, text] of scripts) {
    if (await isRewritten(text)) syntax.push(`${path} has syntax above it`);
    if (await awaitsAtTheTop(text)) syntax.push(`${path} awaits outside a function`);
  }
  return [
    { name: "is syntax of iOS 16.4 and WebView 108", problems: syntax },
    {
      name: "calls nothing that those lack",
      problems: scripts.flatMap(([path, text]) => [
        ...found(path, text, MISSING_CALLS),
        ...found(
          path,
          text,
          ASKED_FOR.filter(({ asked }) => !asked.test(text)).map(({ call }) => call),
        ),
      ]),
    },
    {
      name: "styles with nothing that those lack",
      problems: styles.flatMap(([path, text]) => found(path, text, MISSING_STYLE)),
    },
  ];
}
