import { describe, expect, it } from "vitest";
import { parseArguments, UsageError } from "./arguments.ts";

const KNOWN = ["chat", "faults"];

describe("the arguments of npm run e2e", () => {
  it("name scenarios in their order, or mean all", () => {
    expect(parseArguments(["faults", "chat"], KNOWN)).toEqual({
      names: ["faults", "chat"],
      keep: false,
      shots: null,
      help: false,
    });
    expect(parseArguments(["--keep"], KNOWN)).toMatchObject({ names: KNOWN, keep: true });
    expect(parseArguments(["--shots", "pictures"], KNOWN, "/here").shots).toBe("/here/pictures");
  });

  it("are refused with the names there are", () => {
    expect(() => parseArguments(["chta"], KNOWN)).toThrow(
      new UsageError('There is no scenario "chta"; there are: chat, faults.'),
    );
    expect(() => parseArguments(["--fast"], KNOWN)).toThrow(UsageError);
  });
});
