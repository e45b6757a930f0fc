import { describe, expect, it } from "vitest";
import { parseCommand } from "./args.ts";
import { UsageError } from "./usage-error.ts";

const COMMON = { proxy: null, policy: null, json: false };

describe("command line", () => {
  it("reads a question of several words", () => {
    expect(parseCommand(["chat", "What", "is", "Cocoon?"])).toEqual({
      command: "chat",
      ...COMMON,
      question: "What is Cocoon?",
      model: null,
      maxTokens: 512,
      ceilingNanoton: null,
      redraw: false,
    });
  });

  it("reads a conversation with options", () => {
    const argv = [
      "chat",
      "-m",
      "demo",
      "--max-tokens",
      "64",
      "--ceiling",
      "0.01",
      "--proxy",
      "http://p",
      "--redraw",
    ];
    expect(parseCommand(argv)).toMatchObject({
      question: null,
      model: "demo",
      maxTokens: 64,
      ceilingNanoton: 10_000_000n,
      proxy: "http://p",
      redraw: true,
    });
  });

  it("hands everything after worker to the worker", () => {
    expect(parseCommand(["worker", "--help", "-x"])).toEqual({ command: "worker", args: ["--help", "-x"] });
  });

  it.each([
    [["chat", "--help"], "chat"],
    [["models", "-h"], "models"],
    [["help", "nodes"], "nodes"],
    [[], null],
  ] as const)("shows help for %j", (argv, topic) => {
    expect(parseCommand(argv)).toEqual({ command: "help", topic });
  });

  it.each([
    [["chta"]],
    [["chat", "--modle", "x"]],
    [["chat", "--model"]],
    [["chat", "--max-tokens", "0"]],
    [["chat", "--max-tokens", "1e3"]],
    [["chat", "--max-tokens", "70000"]],
    [["chat", "--ceiling", "0"]],
    [["chat", "--ceiling", "-1"]],
    [["chat", "--ceiling", "0,01"]],
    [["models", "extra"]],
  ])("refuses %j in one sentence", (argv) => {
    expect(() => parseCommand(argv)).toThrow(UsageError);
    expect(() => parseCommand(argv)).toThrow(/^[^\n]+[.]$/);
  });
});
