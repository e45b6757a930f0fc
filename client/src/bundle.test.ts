import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const bundled = async (entry: string) => {
  const { metafile } = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    conditions: ["@cocoon/source"],
  });
  return Object.keys(metafile.inputs);
};

describe("the SDK's bundle", () => {
  it("builds for browsers: no part of it imports node", async () => {
    const inputs = await bundled("./index.ts");
    expect(inputs.some((path) => path.endsWith("conversation/ask.ts"))).toBe(true);
    expect(inputs.filter((path) => path.includes("/cli/"))).toEqual([]);
  });

  it("signs vouchers in browsers too", async () => {
    const inputs = await bundled("./payment/index.ts");
    expect(inputs.some((path) => path.endsWith("payment/escrow-payer.ts"))).toBe(true);
    expect(inputs.filter((path) => path.includes("/cli/") || path.includes("/testing/"))).toEqual([]);
  });

  it("contains no testing code", async () => {
    const inputs = await bundled("./index.ts");
    expect(inputs.filter((path) => path.includes("/testing/"))).toEqual([]);
  });
});
