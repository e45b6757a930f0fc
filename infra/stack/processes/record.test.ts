import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { recordOf, stillRuns, stopAllRecorded, stopRecorded, writeRecord } from "./record.ts";

let folder = "";
let child: ChildProcess;
const file = () => join(folder, "one.process.json");
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-record-"));
  child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true });
  await once(child, "spawn");
});
afterEach(() => {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

it("ends the recorded process, wherever in the folder its record is", async () => {
  writeRecord(join(folder, "below", "one.process.json"), child.pid as number);
  const exit = once(child, "exit");
  await stopAllRecorded(folder);
  expect(await exit).toEqual([null, "SIGKILL"]);
  expect(existsSync(join(folder, "below", "one.process.json"))).toBe(false);
});

it("spares a later process of the same number", async () => {
  const record = recordOf(child.pid as number);
  writeFileSync(file(), JSON.stringify({ ...record, mark: `${record.mark}0` }));
  await stopRecorded(file());
  expect(stillRuns(record)).toBe(true);
  expect(existsSync(file())).toBe(false);
});

it("takes a record cut off in the middle for none", async () => {
  writeFileSync(file(), JSON.stringify(recordOf(child.pid as number)).slice(0, -8));
  await stopRecorded(file());
  expect(stillRuns(recordOf(child.pid as number))).toBe(true);
});
