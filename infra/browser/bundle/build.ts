import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ROOT } from "../../stack/network/layout.ts";

/** A program for browsers as a mini-app would ship it, and where its bytes come from. */
export interface Bundle {
  readonly code: string;
  readonly bytes: number;
  /** By gzip at level 9: what goes over the network. */
  readonly gzipBytes: number;
  /** Every file that gives it bytes, the largest first; paths from the repository's root. */
  readonly inputs: readonly { readonly path: string; readonly bytes: number }[];
  /** What it would load at run time beside itself, always or on some path. */
  readonly imports: readonly { readonly path: string; readonly always: boolean }[];
}

/** @param entry path from the repository's root, or an absolute one */
export async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [resolve(ROOT, entry)],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    legalComments: "none",
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["@cocoon/source"],
    // Kept out so that the check can name them, instead of a build that fails at the first.
    external: ["node:*"],
    logLevel: "silent",
  });
  const [file] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  if (!file || !output) throw new Error(`${entry} gave no program`);
  const inputs = Object.entries(output.inputs)
    .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes);
  return {
    code: file.text,
    bytes: file.contents.length,
    gzipBytes: gzipSync(file.contents, { level: 9 }).length,
    inputs,
    imports: output.imports.map(({ path, kind }) => ({ path, always: kind !== "dynamic-import" })),
  };
}
