import { expect, it } from "vitest";
import { type LockEntry, matchesLockfile } from "./installed.js";

const wanted: Record<string, LockEntry> = {
  "": {},
  client: { version: "0.1.0" },
  "node_modules/@cocoon/client": { link: true },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/a-for-mac": { version: "1.0.0", integrity: "sha512-m", optional: true },
};
const { "node_modules/a-for-mac": _, ...here } = wanted;

it("takes an installation that lacks only what other systems need", () => {
  expect(matchesLockfile(wanted, here)).toBe(true);
});

it.each([
  ["nothing", null],
  ["one without a package", { "node_modules/@cocoon/client": { link: true } }],
  ["one without a workspace", { "node_modules/a": wanted["node_modules/a"] as LockEntry }],
  ["one of another version", { ...here, "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }],
  ["one of other bytes", { ...here, "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }],
])("refuses %s", (_what, installed) => {
  expect(matchesLockfile(wanted, installed)).toBe(false);
});
