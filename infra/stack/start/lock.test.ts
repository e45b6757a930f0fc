import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeRecord } from "../processes/record.ts";
import { occupy, runningIn } from "./lock.ts";

let folder = "";
const place = () => ({ folder, lock: join(folder, "lock.json") });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("is had by one at a time and given back", () => {
  const free = occupy(place());
  expect(free).toBeTypeOf("function");
  expect(runningIn(place())).toBe(process.pid);
  expect(occupy(place())).toBeNull();
  free?.();
  expect(runningIn(place())).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

it("is taken over from a process that has ended", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  writeRecord(place().lock, child.pid as number);
  expect(occupy(place())).toBeNull();
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(occupy(place())).toBeTypeOf("function");
});
