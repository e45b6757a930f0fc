import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";

const PROGRAM = readFileSync(new URL("../public/floor.js", import.meta.url), "utf8");

class Element {
  readonly style = {};
  readonly children: Element[] = [];
  className = "";
  readonly noModule = false;
  text = "";
  setAttribute(): void {}
  appendChild(child: Element): void {
    this.children.push(child);
  }
  get words(): string {
    return this.text + this.children.map((child) => child.words).join(" ");
  }
}

/** Runs floor.js in a browser that lacks what `without` names. @returns what the page says, and whether it is marked */
function open(without: string, language = "en-US"): { readonly says: string; readonly marked: boolean } {
  const page = Object.assign(new Element(), { lang: "en" });
  const body = new Element();
  const document = {
    documentElement: page,
    body,
    createElement: () => new Element(),
    createTextNode: (text: string) => Object.assign(new Element(), { text }),
    addEventListener: (_: string, then: () => void) => then(),
  };
  const browser: Record<string, unknown> = {
    document,
    navigator: { language },
    RegExp,
    BigInt,
    ReadableStream,
    structuredClone,
    Worker: Element,
    CSS: { supports: () => without !== "dvh" },
    crypto: { subtle: {} },
  };
  browser[without] = undefined;
  if (without === "lookbehind")
    browser["RegExp"] = () => {
      throw new SyntaxError("invalid group specifier name");
    };
  runInNewContext(PROGRAM, Object.assign(browser, { window: browser }));
  return { says: body.words, marked: page.className.includes("below-floor") };
}

describe("below the floor", () => {
  it.each(["BigInt", "ReadableStream", "structuredClone", "Worker", "crypto", "CSS", "dvh", "lookbehind"])(
    "a browser without %s is told what to do, and the app does not start",
    (without) => {
      const { says, marked } = open(without);
      expect(marked).toBe(true);
      expect(says).toMatch(/newer system.*iOS 16\.4.*WebView 108.*Update iOS.*bot chat/);
    },
  );

  it("says it in Russian to who reads Russian", () => {
    expect(open("BigInt", "ru").says).toMatch(/Нужна система новее.*Обновите iOS/);
  });

  it("says nothing where the app can run", () => {
    expect(open("nothing")).toEqual({ says: "", marked: false });
  });
});

it("is written in what the oldest browser can read", () => {
  expect(PROGRAM.replace(/\/\/.*|"(?:[^"\\]|\\.)*"/g, "")).not.toMatch(
    /=>|`|\b(?:let|const|class|async|await|import|export)\b|\.\.\.|\?\.|\?\?/,
  );
});
