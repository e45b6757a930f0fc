import { expect, it } from "vitest";
import type { Check } from "./check.ts";
import { judgeContents } from "./contents.ts";
import { judgeFloor } from "./floor.ts";
import { judgeWeight, LIMITS } from "./weight.ts";

const app = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
const wrong = (checks: readonly Check[]) =>
  checks.flatMap(({ name, problems }) => (problems.length > 0 ? [name] : []));

it.each([
  ["a regular expression of sets", "export const a = /[\\p{L}--[a-z]]/v;"],
  ["an await at the top", "export const a = await fetch('/');"],
  ["explicit resources", "export function f(a) { using b = a(); return b; }"],
])("finds %s in a script", async (_, text) => {
  expect(wrong(await judgeFloor(app({ "a.js": text })))).toEqual(["is syntax of iOS 16.4 and WebView 108"]);
});

it.each([
  "a.toSorted()",
  "AbortSignal.any([a,b])",
  "Promise.withResolvers()",
  "URL.canParse(a)",
  "Array.fromAsync(a)",
])("finds %s", async (text) => {
  expect(wrong(await judgeFloor(app({ "a.js": text })))).toEqual(["calls nothing that those lack"]);
});

it("takes what is asked for before it is called", async () => {
  const text = 'export const a=b=>"any"in AbortSignal?AbortSignal.any(b):c(b)';
  expect(wrong(await judgeFloor(app({ "a.js": text })))).toEqual([]);
});

it.each([
  "p{color:color-mix(in srgb,red,blue)}",
  "p{color:red;& b{color:blue}}",
  "p{color:light-dark(red,blue)}",
])("finds %s", async (text) => {
  expect(wrong(await judgeFloor(app({ "a.css": text })))).toEqual(["styles with nothing that those lack"]);
});

it("takes what the floor has", async () => {
  const text =
    "class A{#a=1;static{A.b=1}get(){return this.#a??(this.#a||=2)}}[1].findLast(a=>a?.b);structuredClone(A)";
  expect(wrong(await judgeFloor(app({ "a.js": text, "a.css": "p{inset:0;height:100dvh}" })))).toEqual([]);
});

it.each([
  ["has no module that simulates anything", ["/x/protocol/src/testing/index.ts"], {}],
  ["has no module that simulates anything", ["/x/miniapp/src/main.dev.tsx"], {}],
  ["holds no text of the simulated root", [], { "a.js": 'x("SIMULATED ARK")' }],
  ["asks Node for nothing", [], { "a.js": 'import{a}from"node:fs"' }],
  ["has no inline script, style or handler in its page", [], { "index.html": "<script>a()</script>" }],
  ["has no inline script, style or handler in its page", [], { "index.html": '<body style="margin:0">' }],
  ["has no map of its sources", [], { "a.js.map": "{}" }],
])("finds what breaks: %s", (name, modules, files) => {
  expect(wrong(judgeContents(new Set(modules), app(files)))).toEqual([name]);
});

it("finds a file that its page does not pin, and one of another origin", () => {
  const page = '<script src="https://example.com/a.js"></script>';
  expect(wrong(judgeContents(new Set(), app({ "index.html": page })))).toEqual([
    "names no other origin in its page",
    "says in its page what each file that it loads must be",
  ]);
});

it("counts one byte over a limit", () => {
  const { firstPaintBytes, sealedPromptBytes } = LIMITS;
  expect(wrong(judgeWeight({ firstPaintBytes, sealedPromptBytes }))).toEqual([]);
  expect(
    wrong(judgeWeight({ firstPaintBytes: firstPaintBytes + 1, sealedPromptBytes: sealedPromptBytes + 1 })),
  ).toHaveLength(2);
});
