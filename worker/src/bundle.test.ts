import { builtinModules } from "node:module";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";

/** All that runs inside the confidential VM beside our own code: each of these is trusted with every prompt. */
const TRUSTED = ["@noble/curves", "@noble/hashes", "mlkem", "valibot", "ws"];
/** Native helpers that ws would use if someone installed them; the lockfile has neither. */
const ABSENT = ["bufferutil", "utf-8-validate"];

let inputs: string[];
let externals: string[];

beforeAll(async () => {
  const { metafile } = await build({
    entryPoints: [new URL("./main.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    conditions: ["@cocoon/source"],
    external: ["node-llama-cpp"],
  });
  inputs = Object.keys(metafile.inputs);
  externals = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
});

const packageOf = (path: string): string | null => {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  return name ?? null;
};

describe("the worker's production program", () => {
  it("contains no testing code, and no simulated part", () => {
    expect(inputs.some((path) => path.endsWith("worker/src/worker.ts"))).toBe(true);
    expect(inputs.filter((path) => path.includes("/testing/") || path.includes("main.dev"))).toEqual([]);
  });

  it("contains of this repository only itself and the protocol", () => {
    const ours = inputs
      .filter((path) => packageOf(path) === null)
      .map((path) => path.replace(/^.*?(\w+)\/src\/.*$/, "$1"));
    expect([...new Set(ours)].sort()).toEqual(["protocol", "worker"]);
  });

  it("contains of others only what is trusted with every prompt", () => {
    const packages = new Set(inputs.flatMap((path) => packageOf(path) ?? []));
    expect([...packages].sort()).toEqual(TRUSTED);
  });

  it("loads at run time only Node's own modules and llama.cpp", () => {
    const foreign = externals.filter((path) => !path.startsWith("node:") && !builtinModules.includes(path));
    expect([...new Set(foreign)].filter((name) => !ABSENT.includes(name))).toEqual(["node-llama-cpp"]);
  });
});
