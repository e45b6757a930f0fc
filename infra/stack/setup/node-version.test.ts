import { expect, it } from "vitest";
import { isNewEnough } from "./node-version.js";

it.each([
  ["20.19.0", true],
  ["20.20.1", true],
  ["22.0.0", true],
  ["20.18.3", false],
  ["18.99.0", false],
  ["9.0.0", false],
])("judges Node %s", (version, enough) => {
  expect(isNewEnough(version)).toBe(enough);
});
