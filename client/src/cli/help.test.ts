import { describe, expect, it } from "vitest";
import { parseCommand } from "./args.ts";
import { helpFor } from "./help.ts";

const ESCROW = ["topup", "withdraw"] as const;
const COMMANDS = ["chat", "models", "balance", "statement", "nodes", "verify", "pending"] as const;

/** The sentence that a command line is refused with; null for none. */
function refusal(argv: readonly string[]): string | null {
  try {
    parseCommand(argv);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the help text", () => {
  it("names every command, and only those there are", () => {
    const named = Array.from(helpFor(null).matchAll(/^ {2}cocoon ([a-z]+)/gm), ([, name]) => name as string);
    expect(new Set(named)).toEqual(new Set([...COMMANDS, ...ESCROW, "worker", "operator", "help"]));
    for (const name of COMMANDS) expect(parseCommand([name])).toMatchObject({ command: name });
  });

  it.each([...COMMANDS, ...ESCROW])("of %s names options that it takes", (command) => {
    const options = new Set(
      Array.from(helpFor(command).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm), ([, name]) => name),
    );
    expect(options.size).toBeGreaterThan(3);
    for (const option of options)
      expect(refusal([command, option as string, "x"]) ?? "").not.toMatch(/Unknown option/);
  });

  it("of verify names every option that it takes", () => {
    for (const option of [
      "--node",
      "--save",
      "--force",
      "--reference-values",
      "--at",
      "--policy",
      "--json",
      "--proxy",
    ])
      expect(helpFor("verify")).toMatch(new RegExp(`^ {2}${option}\\b`, "m"));
  });
});
