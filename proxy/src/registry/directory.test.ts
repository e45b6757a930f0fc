import { describe } from "vitest";
import { directorySuite } from "./directory.suite.ts";
import { MemoryDirectory } from "./memory.ts";

describe("the directory in memory", () => {
  directorySuite(async () => [new MemoryDirectory()]);
});
