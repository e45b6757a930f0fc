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
