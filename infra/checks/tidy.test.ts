import { expect, it } from "vitest";
import { untidy } from "./tidy.ts";

const line = (...pieces: string[]) => `const a = 1;\n${pieces.join("")}\n`;

it.each([
  ["a note for later", "src/a.ts", line("// TO", "DO more")],
  ["a note for later in a contract", "src/a.tolk", line("// FIX", "ME")],
  ["a skipped test", "src/a.test.ts", line("it.", "skip('x')")],
  ["a silenced compiler", "src/a.ts", line("// @ts-", "ignore")],
  ["a silenced linter", "src/a.ts", line("// oxlint-", "disable-next-line")],
  ["a silenced linter in a component", "src/a.tsx", line("// oxlint-", "disable-next-line")],
  ["a path of one machine", "src/a.ts", line('const at = "/ho', 'me/me/x";')],
])("finds %s", (_, path, text) => {
  expect(untidy(path, text)).toEqual([expect.stringMatching(/^src\/a[.a-z]*:2 /)]);
});

it("finds a file of more than 400 lines", () => {
  expect(untidy("src/a.ts", "x\n".repeat(400))).toEqual([]);
  expect(untidy("src/a.ts", "x\n".repeat(401))).toEqual(["src/a.ts has 401 lines: probably two ideas"]);
});

it.each([
  "element.innerHTML = a;",
  "<p dangerouslySetInnerHTML={a} />",
  "eval(a);",
  "console.log(a);",
  "localStorage.a = a;",
])("finds in the mini-app's page: %s", (text) => {
  expect(untidy("miniapp/src/screens/a.tsx", text)).toHaveLength(1);
  expect(untidy("miniapp/src/screens/a.test.tsx", text)).toEqual([]);
  expect(untidy("proxy/src/a.ts", text)).toEqual([]);
});
