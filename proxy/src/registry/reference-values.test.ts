import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mintSimulatedReferenceKeys, simulatedReferenceValues } from "@cocoon/protocol/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../config.ts";
import { ReferenceFolder } from "./reference-values.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const minted = mintSimulatedReferenceKeys();

const signed = (version: number) =>
  simulatedReferenceValues(minted, { measurements: ["ab".repeat(48)], models: [], version, nowMs: NOW_MS });

let folder = "";
let logged: string[] = [];
const log = (_level: string, event: string, fields = {}) =>
  void logged.push(JSON.stringify({ event, ...fields }));
const put = (name: "manifest" | "witness", bytes: Uint8Array) =>
  writeFileSync(join(folder, `${name}.signed`), bytes);
const putAll = ({ manifest, witness }: ReturnType<typeof signed>) => {
  put("manifest", manifest);
  put("witness", witness);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cocoon-references-"));
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a folder of reference values", () => {
  it("is read again when it changes, but a manifest only with its own witness", () => {
    const [first, second] = [signed(1), signed(2)];
    putAll(first);
    const carrier = new ReferenceFolder(folder, log);
    expect(carrier.bundle()).toEqual(first);
    put("manifest", second.manifest);
    expect(carrier.bundle()).toEqual(first);
    put("witness", second.witness);
    expect(carrier.bundle()).toEqual(second);
    unlinkSync(join(folder, "witness.signed"));
    expect(carrier.bundle()).toEqual(second);
    put("witness", new Uint8Array(2000));
    expect(carrier.bundle()).toEqual(second);
    expect(logged).toEqual(Array(3).fill('{"event":"reference_values_unusable"}'));
  });

  it("is read again after a read that failed, though no file has changed", () => {
    let fault: string | null = null;
    const [first, second] = [signed(1), signed(2)];
    putAll(first);
    const carrier = new ReferenceFolder(folder, log, (path) => {
      if (fault !== null) throw Object.assign(new Error("out of reach"), { code: fault });
      return readFileSync(path);
    });
    putAll(second);
    fault = "EMFILE";
    expect([carrier.bundle(), carrier.bundle()]).toEqual([first, first]);
    expect(logged).toEqual(['{"event":"reference_values_unreadable","code":"EMFILE"}']);
    fault = null;
    expect(carrier.bundle()).toEqual(second);
  });

  it("stops a start when it has nothing to carry", () => {
    expect(() => new ReferenceFolder(folder, log)).toThrow(ConfigError);
    put("manifest", signed(1).manifest);
    expect(() => new ReferenceFolder(folder, log)).toThrow("COCOON_REFERENCE_VALUES names a folder without");
    const denied = () => {
      throw Object.assign(new Error("denied"), { code: "EACCES" });
    };
    expect(() => new ReferenceFolder(folder, log, denied)).toThrow("can't be read (EACCES)");
  });
});
