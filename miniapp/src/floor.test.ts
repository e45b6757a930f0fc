import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";

const read = (name: string): string => readFileSync(new URL(`../public/${name}`, import.meta.url), "utf8");
const PROGRAM = read("floor.js");

/** Runs floor.js in a browser that lacks what `without` names. @returns where it leads, and how the page is marked for the app */
function open(without: string): { readonly to: string | null; readonly marked: string } {
  const page = { className: "" };
  let to: string | null = null;
  const known = (): void => undefined;
  const browser: Record<string, unknown> = {
    document: { documentElement: page },
    location: {
      replace: (address: string) => {
        to = address;
      },
    },
    RegExp,
    BigInt: known,
    ReadableStream: known,
    structuredClone: known,
    Worker: known,
    CSS: { supports: () => without !== "dvh" },
    crypto: { subtle: {} },
  };
  browser[without] = undefined;
  if (without === "lookbehind")
    browser["RegExp"] = () => {
      throw new SyntaxError("invalid group specifier name");
    };
  runInNewContext(PROGRAM, Object.assign(browser, { window: browser }));
  return { to, marked: page.className };
}

describe("the floor", () => {
  it.each(["BigInt", "ReadableStream", "structuredClone", "Worker", "crypto", "CSS", "dvh", "lookbehind"])(
    "leads a browser without %s to a page that says what to do, and the app does not start",
    (without) => {
      expect(open(without)).toEqual({ to: "/app/below-floor.html", marked: "below-floor" });
    },
  );

  it("lets the app start where it can run", () => {
    expect(open("nothing")).toEqual({ to: null, marked: "" });
  });

  it("is told in what the oldest browser can read", () => {
    expect(PROGRAM.replace(/\/\/.*|"(?:[^"\\]|\\.)*"/g, "")).not.toMatch(
      /=>|`|\b(?:let|const|class|async|await|import|export)\b|\.\.\.|\?\.|\?\?/,
    );
    expect(read("below-floor.css")).not.toMatch(/var\(|dvh|:is|:has|&/);
    expect(read("below-floor.html")).not.toMatch(/<script|style=/);
  });

  it("is told in both languages, with what to update", () => {
    const page = read("below-floor.html");
    expect(page).toMatch(/iOS 16\.4 or Android WebView 108.*Update iOS/s);
    expect(page).toMatch(/lang="ru".*iOS 16\.4 или Android WebView 108.*Обновите iOS/s);
  });
});
