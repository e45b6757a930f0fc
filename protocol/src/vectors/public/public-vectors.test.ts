import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { judgeManifest } from "./judge.ts";
import { PUBLIC_MANIFESTS } from "./manifests.ts";

/** Vectors that others made: a folder that COCOON_VECTORS names, by default beside the checkout. */
const FOLDER =
  process.env["COCOON_VECTORS"] ?? fileURLToPath(new URL("../../../../../shared/vectors", import.meta.url));

const judge = (path: string, change: (manifest: string) => string = (text) => text) =>
  judgeManifest(
    JSON.parse(change(readFileSync(path, "utf8"))),
    (name) => new Uint8Array(readFileSync(`${dirname(path)}/${name}`)),
  );

describe.each(PUBLIC_MANIFESTS)(
  "public vectors of %s (skipped where COCOON_VECTORS is absent)",
  async (name) => {
    const path = `${FOLDER}/${name}`;
    if (!existsSync(path)) {
      it.skip("are absent");
      return;
    }
    it.each(await judge(path))("agree: $id", ({ mismatches, otherReason }) => {
      expect(mismatches).toEqual([]);
      expect(otherReason).toBeNull();
    });
  },
);

describe.skipIf(!existsSync(FOLDER))("the runner itself", () => {
  const snp = `${FOLDER}/snp/manifest.json`;
  const failures = async (change: (manifest: string) => string) =>
    (await judge(snp, change)).flatMap(({ mismatches }) => mismatches.map(({ what }) => what));

  it("fails vectors that expect otherwise", async () => {
    expect(await failures((text) => text.replaceAll('"verify": "reject"', '"verify": "accept"'))).toContain(
      "verify",
    );
    expect(await failures((text) => text.replaceAll('"debug_allowed"', '"cxl_allowed"'))).toContain(
      "appraisal_reasons",
    );
    expect(await failures((text) => text.replaceAll('"vmpl": 0', '"vmpl": 1'))).toContain("fields");
  });

  it("fails vectors of GPUs, and golden measurements, that expect otherwise", async () => {
    const judgeGpus = async (change: (manifest: string) => string) =>
      (await judge(`${FOLDER}/gpu/manifest.json`, change)).flatMap(({ mismatches, otherReason }) => [
        ...mismatches.map(({ what }) => what),
        ...(otherReason ? [otherReason.what] : []),
      ]);
    expect(await judgeGpus((text) => text)).toEqual([]);
    const changed = await judgeGpus((text) =>
      text
        .replaceAll('"verify": "reject"', '"verify": "accept"')
        .replaceAll('"reason": "root_not_pinned"', '"reason": "malformed"')
        .replaceAll('"driver": "5', '"driver": "6')
        .replaceAll('"version": "9', '"version": "8')
        .replaceAll('"active_indexes": [', '"active_indexes": [99,')
        .replaceAll('"mismatched_indexes": [', '"mismatched_indexes": [99, ')
        .replaceAll("[99, ]", "[99]")
        .replace('"device_root_spki_sha256": "a9', '"device_root_spki_sha256": "b9'),
    );
    expect(new Set(changed)).toEqual(
      new Set([
        "verify",
        "reason",
        "fields",
        "version",
        "active indexes",
        "mismatched indexes of real-hopper-535-sample",
        "mismatched indexes of real-hopper-550-nvtrust",
        "pinned root",
      ]),
    );
  });

  it("counts another reason apart, and refuses a knob that it does not know", async () => {
    const others = await judge(snp, (text) =>
      text
        .replaceAll('"reason": "cert_time"', '"reason": "revoked"')
        .replaceAll(/"also_acceptable": \[[^\]]*\]/g, '"also_acceptable": []'),
    );
    expect(others.some(({ otherReason }) => otherReason?.got === "cert_time")).toBe(true);
    expect(others.flatMap(({ mismatches }) => mismatches)).toEqual([]);
    await expect(async () =>
      judge(snp, (text) => text.replace('"allow_debug"', '"allow_everything"')),
    ).rejects.toThrow("allow_everything");
  });
});
