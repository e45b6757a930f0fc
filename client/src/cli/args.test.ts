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

  it.each([
    ["http://127.0.0.1:7770", { kind: "proxy", url: "http://127.0.0.1:7770" }],
    ["HTTPS://proxy.example", { kind: "proxy", url: "HTTPS://proxy.example" }],
    ["kept.evidence", { kind: "file", path: "kept.evidence" }],
    ["-", { kind: "input" }],
  ] as const)("tells what %s is to verify", (target, expected) => {
    expect(parseCommand(["verify", "--json", target])).toMatchObject({ json: true, target: expected });
  });

  it("reads what belongs to a proxy, and what belongs to a file", () => {
    expect(parseCommand(["verify", "--node", "0123ABCD", "--save", "f", "--force"])).toEqual({
      command: "verify",
      ...COMMON,
      target: { kind: "proxy", url: null },
      node: "0123abcd",
      save: "f",
      force: true,
      referenceValues: null,
      atMs: null,
    });
    const file = ["verify", "f", "--at", "2026-01-31T12:00:00Z", "--reference-values", "r"];
    expect(parseCommand(file)).toMatchObject({
      atMs: Date.UTC(2026, 0, 31, 12),
      referenceValues: "r",
    });
  });

  it("reads a roster key that was announced", () => {
    const argv = ["nodes", "--accept-roster-key", "AB".repeat(32)];
    expect(parseCommand(argv)).toEqual({ command: "nodes", ...COMMON, acceptRosterKey: "ab".repeat(32) });
    expect(parseCommand(["nodes"])).toEqual({ command: "nodes", ...COMMON, acceptRosterKey: null });
  });

  it("hands everything after worker to the worker", () => {
    expect(parseCommand(["worker", "--help", "-x"])).toEqual({ command: "worker", args: ["--help", "-x"] });
  });

  it.each([
    [["chat", "--help"], "chat"],
    [["models", "-h"], "models"],
    [["verify", "--json", "--help"], "verify"],
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
    [["statement", "--csv", "--json"]],
    [["statement", "--csv", "--limit", "2"]],
    [["nodes", "--accept-roster-key", "ab"]],
    [["models", "--accept-roster-key", "ab".repeat(32)]],
    [["verify", "a", "b"]],
    [["verify", ""]],
    [["verify", "a", "--proxy", "http://p"]],
    [["verify", "--node", "xyz"]],
    [["verify", "--node", "1234"]],
    [["verify", "a", "--node", "12345678"]],
    [["verify", "a", "--save", "b"]],
    [["verify", "http://p", "--at", "2026-01-31T12:00:00Z"]],
    [["verify", "a", "--at", "yesterday"]],
    [["verify", "a", "--at", "2026-99-31T12:00:00Z"]],
    [["verify", "http://p", "--force"]],
  ])("refuses %j in one sentence", (argv) => {
    expect(() => parseCommand(argv)).toThrow(UsageError);
    expect(() => parseCommand(argv)).toThrow(/^[^\n]+[.]$/);
  });
});
