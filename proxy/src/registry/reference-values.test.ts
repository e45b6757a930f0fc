import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  developmentPolicy,
  mintSimulatedReferenceKeys,
  simulatedReferenceValues,
} from "@cocoon/protocol/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "../config.ts";
import { acceptedValues, NO_REFERENCE_VALUES, ReferenceFolder } from "./reference-values.ts";

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

  it("stops a start when it has nothing to carry", () => {
    expect(() => new ReferenceFolder(folder, log)).toThrow(ConfigError);
    put("manifest", signed(1).manifest);
    expect(() => new ReferenceFolder(folder, log)).toThrow("COCOON_REFERENCE_VALUES names a folder without");
  });
});

describe("what the proxy's own policy accepts of them", () => {
  const roots = { simulatedRoots: { Genoa: "11".repeat(32) }, measurements: [] };
  const policy = developmentPolicy({ ...roots, referenceKeys: minted.keys });

  it("are those of its keys that are current", () => {
    const carrier = { bundle: () => signed(3) };
    expect(acceptedValues(carrier, policy, NOW_MS, log)?.version).toBe(3);
    expect(acceptedValues(carrier, policy, NOW_MS + 8 * 86_400_000, log)).toBeNull();
    expect(logged).toEqual(['{"event":"reference_values_refused","code":"witness_stale"}']);
  });

  it("are none without keys, or without values", () => {
    expect(acceptedValues({ bundle: () => signed(3) }, developmentPolicy(roots), NOW_MS, log)).toBeNull();
    expect(acceptedValues(NO_REFERENCE_VALUES, policy, NOW_MS, log)).toBeNull();
    expect(logged).toEqual([]);
  });
});
