import { describe, expect, it } from "vitest";
import { RosterRoots } from "./roster-roots.ts";

const told = (...roots: string[]) => {
  const memory = new RosterRoots();
  for (const root of roots) memory.remember(root);
  return memory;
};

describe("the roots of the node list", () => {
  it("are known up to the sixth last", () => {
    const memory = told("1", "2", "3", "4", "5", "6", "7");
    expect(["1", "2", "7", "8"].map((root) => memory.has(root))).toEqual([false, true, true, false]);
  });

  it("count once, however often they are told", () => {
    const memory = told("1", "2", "2", "2", "3", "4", "5", "1", "6");
    expect(["1", "2", "3"].map((root) => memory.has(root))).toEqual([true, true, true]);
    memory.remember("7");
    expect(memory.has("2")).toBe(false);
    expect(memory.has("1")).toBe(true);
  });
});
