import { build } from "esbuild";
import { expect, it } from "vitest";

it.each(["escrow", "treasury", "payout", "voucher"])(
  "the %s wrapper needs nothing that a browser lacks",
  async (name) => {
    const { metafile } = await build({
      entryPoints: [new URL(`../wrappers/${name}.ts`, import.meta.url).pathname],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
      conditions: ["@cocoon/source"],
      logLevel: "silent",
    });
    const files = Object.keys(metafile.inputs);
    expect(files.some((file) => file.endsWith(`wrappers/${name}.ts`))).toBe(true);
    expect(
      files.filter((file) => /tolk-js|@ton\/(ton|sandbox)\/|contracts\/(testing|build)\//.test(file)),
    ).toEqual([]);
  },
);
