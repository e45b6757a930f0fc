import { build } from "esbuild";
import { describe, expect, it } from "vitest";

/** The files of which a service's program consists, relative to the repository. */
async function programOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    conditions: ["@cocoon/source"],
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs);
}

const matching = (files: readonly string[], pattern: RegExp): string[] =>
  files.filter((file) => pattern.test(file));

/** Confidentiality as an absence: what is not in the program can't be made to run. */
describe("the proxy's program", () => {
  it("contains no code that can open an envelope or an answer", async () => {
    const files = await programOf("./main.ts");
    expect(matching(files, /proxy\/src\/server\.ts$/)).toHaveLength(1);
    expect(matching(files, /protocol\/src\/(envelope|hpke|inference|response)\//)).toEqual([]);
    expect(matching(files, /node_modules\/(@hpke|@panva|hpke|mlkem)/)).toEqual([]);
    expect(matching(files, /ml-kem/)).toEqual([]);
  });

  it("contains no testing part, no simulated part and no other service", async () => {
    const files = await programOf("./main.ts");
    expect(matching(files, /\/testing\//)).toEqual([]);
    expect(matching(files, /main\.dev\.ts$/)).toEqual([]);
    expect(matching(files, /(^|\/)(client|worker|infra)\/src\//)).toEqual([]);
    expect(matching(files, /pglite/)).toEqual([]);
  });

  it("would be told from one that does: the same search finds what the client has", async () => {
    const files = await programOf("../../client/src/index.ts");
    expect(matching(files, /protocol\/src\/envelope\//).length).toBeGreaterThan(0);
    expect(matching(files, /node_modules\/mlkem/).length).toBeGreaterThan(0);
  });

  it("of the operator's commands contains no queue and no server", async () => {
    const files = await programOf("./operator/main.ts");
    expect(matching(files, /node_modules\/(bullmq|ioredis|ws|hono)\//)).toEqual([]);
  });
});
