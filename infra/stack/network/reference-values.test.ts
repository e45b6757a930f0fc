import { mkdtempSync, rmSync, statSync } from "node:fs";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  verifyReferenceValues,
  type ReferenceMark,
  WITNESS_MAX_AGE_MS,
} from "@cocoon/protocol/reference-values";
import { mintSimulatedReferenceKeys, SIMULATED_MEASUREMENT } from "@cocoon/protocol/testing";
import { toHex } from "@cocoon/protocol/bytes";
import { parseQuote } from "@cocoon/protocol/money";
import { afterEach, beforeEach, expect, it } from "vitest";
import { layoutOf, type Layout } from "./layout.ts";
import { publishReferenceValues, renewReferenceValues, writeReferenceValues } from "./reference-values.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const minted = mintSimulatedReferenceKeys();
const approved = { measurements: [toHex(SIMULATED_MEASUREMENT)], models: [] };

let layout: Layout;
beforeEach(() => {
  layout = layoutOf(mkdtempSync(join(tmpdir(), "cocoon-reference-")));
});
afterEach(() => rmSync(layout.folder, { recursive: true }));

const file = (name: string) => new Uint8Array(readFileSync(join(layout.referenceValues, name)));

function verified(seen: ReferenceMark | null, nowMs: number, keys = minted.keys) {
  const verdict = verifyReferenceValues({
    manifest: file("manifest.signed"),
    witness: file("witness.signed"),
    keys,
    witnessMaxAgeMs: WITNESS_MAX_AGE_MS,
    allowSimulated: true,
    seen,
    nowMs,
  });
  if (!verdict.ok) throw new Error(verdict.code);
  return verdict.values;
}

it("never look like a rollback to who has seen those before, not even when the clock was set back", () => {
  let seen: ReferenceMark | null = null;
  for (const nowMs of [NOW_MS, NOW_MS, NOW_MS + 1000, NOW_MS - 86_400_000]) {
    writeReferenceValues(layout, minted, approved, nowMs);
    seen = verified(seen, nowMs);
  }
  expect(seen?.version).toBe(NOW_MS + 1001);
});

it("are renewed after a day, not before, and when the clock was set back", () => {
  const witnessedAt = (nowMs: number) => {
    renewReferenceValues(layout, minted, approved, nowMs);
    return verified(null, nowMs).witnessedMs;
  };
  const dayMs = 86_400_000;
  writeReferenceValues(layout, minted, approved, NOW_MS);
  expect(witnessedAt(NOW_MS + dayMs - 1)).toBe(NOW_MS);
  expect(witnessedAt(NOW_MS + dayMs)).toBe(NOW_MS + dayMs);
  expect(witnessedAt(NOW_MS + dayMs - 1)).toBe(NOW_MS + dayMs - 1);
});

it("are written anew where the file before was cut off", () => {
  writeReferenceValues(layout, minted, approved, NOW_MS);
  writeFileSync(join(layout.referenceValues, "manifest.signed"), "cut");
  writeReferenceValues(layout, minted, approved, NOW_MS + 1);
  expect(verified(null, NOW_MS + 1).version).toBe(NOW_MS + 1);
});

it("approve what is served, under keys that a folder keeps and only its owner can read", () => {
  const path = join(layout.folder, "model.json");
  writeFileSync(path, "{}");
  const models = [{ id: "demo", manifest: path, price: parseQuote("1/1/1") }];
  const first = publishReferenceValues(layout, { ...approved, models }, () => undefined);
  first.stop();
  const values = verified(null, Date.now(), first.keys);
  expect(values.imageOf(toHex(SIMULATED_MEASUREMENT))).toEqual({ version: "simulated", amlSandbox: false });
  expect(values.models).toMatchObject([{ id: "demo" }]);
  const second = publishReferenceValues(layout, { ...approved, models }, () => undefined);
  second.stop();
  expect(second.keys).toEqual(first.keys);
  expect(statSync(layout.referenceKeys).mode & 0o777).toBe(0o600);
});
