import { expect, it } from "vitest";
import { missingEntries } from "./lockfile.ts";

const entry = (...names: string[]) => ({
  optionalDependencies: Object.fromEntries(names.map((name) => [name, "1.0.0"])),
});

it("finds an optional dependency without an entry", () => {
  expect(missingEntries({ "node_modules/a": entry("b", "c"), "node_modules/b": {} })).toEqual([
    "node_modules/a → c",
  ]);
});

it("takes an entry of a folder inside or above", () => {
  const packages = {
    "": entry("top"),
    "node_modules/top": {},
    "node_modules/a/node_modules/x": entry("near", "above", "top"),
    "node_modules/a/node_modules/x/node_modules/near": {},
    "node_modules/a/node_modules/above": {},
  };
  expect(missingEntries(packages)).toEqual([]);
});

it("does not take an entry of a sibling", () => {
  expect(missingEntries({ "node_modules/a": entry("x"), "node_modules/b/node_modules/x": {} })).toEqual([
    "node_modules/a → x",
  ]);
});
