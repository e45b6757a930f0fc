import { describe, expect, it } from "vitest";
import { readArguments, SUITE_NAMES, UsageError } from "./arguments.ts";

describe("the command line", () => {
  it("measures everything by default and writes no file", () => {
    expect(readArguments([], "/here")).toEqual({
      quick: false,
      check: false,
      help: false,
      suites: SUITE_NAMES,
      jsonFile: null,
      profileFolder: null,
    });
  });

  it("resolves paths against the folder the person stood in", () => {
    const { jsonFile, profileFolder } = readArguments(
      ["--json", "out/a.json", "--profile", "/tmp/p"],
      "/here",
    );
    expect(jsonFile).toBe("/here/out/a.json");
    expect(profileFolder).toBe("/tmp/p");
  });

  it("keeps named suites in their own order, each once", () => {
    const args = ["--only", "dispatch", "--only", "crypto", "--only", "dispatch"];
    expect(readArguments(args, "/here").suites).toEqual(["crypto", "dispatch"]);
  });

  it.each([
    [["--fast"], /--fast/],
    [["--json"], /--json/],
    [["--only", "cooking"], /cooking.*crypto, ledger, dispatch, inference/],
    [["quick"], /quick/],
  ])("refuses %j", (args, message) => {
    expect(() => readArguments(args, "/here")).toThrow(UsageError);
    expect(() => readArguments(args, "/here")).toThrow(message);
  });
});
