import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { logHasEvent } from "./log-events.ts";

let folder = "";
const log = () => join(folder, "x.log");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-log-"));
  writeFileSync(log(), '{"event":"joined"}\nplain words\n{"event":"le');
});
afterEach(() => rmSync(folder, { recursive: true }));

it("finds an event among lines of other forms", () => {
  expect(logHasEvent(log(), 0, "joined")).toBe(true);
  expect(logHasEvent(log(), 0, "left")).toBe(false);
});

it("finds a line once it is whole", () => {
  appendFileSync(log(), 'ft"}\n');
  expect(logHasEvent(log(), 0, "left")).toBe(true);
});

it("does not look at what an earlier start wrote", () => {
  expect(logHasEvent(log(), 20, "joined")).toBe(false);
  expect(logHasEvent(log(), 10_000, "joined")).toBe(false);
});
