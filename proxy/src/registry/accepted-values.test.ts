import {
  developmentPolicy,
  mintSimulatedReferenceKeys,
  simulatedReferenceValues,
} from "@cocoon/protocol/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { AcceptedValues } from "./accepted-values.ts";
import { NO_REFERENCE_VALUES } from "./reference-values.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
const STALE = '{"event":"reference_values_refused","code":"witness_stale"}';
const minted = mintSimulatedReferenceKeys();
const roots = { simulatedRoots: { Genoa: "11".repeat(32) }, measurements: [] };
const policy = developmentPolicy({ ...roots, referenceKeys: minted.keys });

const signed = (version: number, nowMs = NOW_MS) =>
  simulatedReferenceValues(minted, { measurements: ["ab".repeat(48)], models: [], version, nowMs });

let logged: string[] = [];
const log = (_level: string, event: string, fields = {}) =>
  void logged.push(JSON.stringify({ event, ...fields }));
beforeEach(() => {
  logged = [];
});

describe("what the proxy's own policy accepts of its reference values", () => {
  it("are those of its keys that are current, verified once", () => {
    const bundle = signed(3);
    const accepted = new AcceptedValues({ bundle: () => bundle }, policy, log);
    const values = accepted.at(NOW_MS);
    expect(values?.version).toBe(3);
    expect(accepted.at(NOW_MS + 7 * DAY_MS)).toBe(values);
    expect(accepted.at(NOW_MS + 8 * DAY_MS)).toBeNull();
    expect(logged).toEqual([STALE]);
  });

  it("are looked at again when others are carried, and a refusal is told once", () => {
    let bundle = signed(3);
    const accepted = new AcceptedValues({ bundle: () => bundle }, policy, log);
    const staleMs = NOW_MS + 8 * DAY_MS;
    for (const waitMs of [0, 1, 10_000, 20_000]) expect(accepted.at(staleMs + waitMs)).toBeNull();
    expect(logged).toEqual([STALE]);
    bundle = signed(4, staleMs);
    expect(accepted.at(staleMs + 20_000)?.version).toBe(4);
  });

  it("become good by time alone, looked at again after ten seconds", () => {
    const bundle = signed(3);
    const accepted = new AcceptedValues({ bundle: () => bundle }, policy, log);
    const earlyMs = NOW_MS - 5 * 60_000 - 1;
    expect(accepted.at(earlyMs)).toBeNull();
    expect(accepted.at(earlyMs + 1)).toBeNull();
    expect(accepted.at(earlyMs + 10_000)?.version).toBe(3);
  });

  it("are none without keys, or without values", () => {
    const carrier = { bundle: () => signed(3) };
    expect(new AcceptedValues(carrier, developmentPolicy(roots), log).at(NOW_MS)).toBeNull();
    expect(new AcceptedValues(NO_REFERENCE_VALUES, policy, log).at(NOW_MS)).toBeNull();
    expect(logged).toEqual([]);
  });
});
