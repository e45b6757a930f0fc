import { describe, expect, it } from "vitest";
import { parseArguments, UsageError } from "./arguments.ts";

const KNOWN = ["chat", "faults"];

describe("the arguments of npm run e2e", () => {
  it("name scenarios in their order, or mean all", () => {
    expect(parseArguments(["faults", "chat"], KNOWN)).toEqual({
      names: ["faults", "chat"],
      keep: false,
      help: false,
    });
    expect(parseArguments(["--keep"], KNOWN)).toEqual({ names: KNOWN, keep: true, help: false });
  });

  it("are refused with the names there are", () => {
    expect(() => parseArguments(["chta"], KNOWN)).toThrow(
      new UsageError('There is no scenario "chta"; there are: chat, faults.'),
    );
    expect(() => parseArguments(["--fast"], KNOWN)).toThrow(UsageError);
  });
});
