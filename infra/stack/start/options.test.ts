import { expect, it } from "vitest";
import { parseOptions, UsageError } from "./options.ts";

it("takes a question", () => {
  expect(parseOptions(["--ask", "What is Cocoon?"])).toEqual({
    ask: "What is Cocoon?",
    reset: false,
    help: false,
  });
});

it("keeps running without one", () => {
  expect(parseOptions([])).toEqual({ ask: null, reset: false, help: false });
});

it.each([
  ["an unknown option", ["--aks", "x"]],
  ["a question without its option", ["What is Cocoon?"]],
  ["an empty question", ["--ask", " "]],
  ["--ask without a question", ["--ask"]],
  ["both --ask and --reset", ["--ask", "x", "--reset"]],
])("refuses %s", (_, argv) => {
  expect(() => parseOptions(argv)).toThrow(UsageError);
});
