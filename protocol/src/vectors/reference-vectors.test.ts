import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/index.ts";
import { REFERENCE_REASONS, type ReferenceMark, verifyReferenceValues } from "../reference-values/index.ts";
import { referenceVectors } from "./reference-vectors.ts";

const { accept, reject, keys, nowMs, witnessMaxAgeMs } = referenceVectors();

interface Given {
  readonly manifest: string;
  readonly witness: string;
  readonly allowSimulated?: boolean;
  readonly nowMs?: number;
  readonly seen?: ReferenceMark;
}

const verify = ({ manifest, witness, ...context }: Given) =>
  verifyReferenceValues({
    keys,
    witnessMaxAgeMs,
    allowSimulated: context.allowSimulated ?? false,
    seen: context.seen ?? null,
    nowMs: context.nowMs ?? nowMs,
    manifest: fromHex(manifest),
    witness: fromHex(witness),
  });

describe("reference values", () => {
  it.each(accept)("are accepted: $name", (vector) => {
    const verdict = verify(vector);
    const { images, models, gpus, v: _version, ...stated } = JSON.parse(vector.manifestJson);
    expect(verdict).toMatchObject({ ok: true, values: { ...stated, models, gpus, keys } });
    if (!verdict.ok) return;
    const { values } = verdict;
    expect(values.manifestHash).toBe(vector.manifestHash);
    expect(values.witnessedMs).toBe(JSON.parse(vector.witnessJson).timeMs);
    for (const { imageVersion: version, amlSandbox, measurements } of images)
      for (const { digest } of measurements) expect(values.imageOf(digest)).toEqual({ version, amlSandbox });
    for (const { manifest } of models) expect(values.listsModel(manifest)).toBe(true);
    expect(values.imageOf("00".repeat(48))).toBeNull();
    expect(values.listsModel("00".repeat(32))).toBe(false);
  });

  it.each(reject)("are refused: $name ($clause)", (vector) => {
    expect(verify(vector)).toEqual({ ok: false, code: vector.code, ...REFERENCE_REASONS[vector.code] });
  });

  it("are refused for every reason there is", () => {
    expect(new Set(reject.map(({ code }) => code))).toEqual(new Set(Object.keys(REFERENCE_REASONS)));
  });
});
