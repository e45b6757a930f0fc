import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTolkCompiler } from "@ton/tolk-js";

/** The package's folder, whether this runs from source or from dist. */
export const CONTRACTS_ROOT = dirname(
  fileURLToPath(import.meta.url)
    .replace(/[\\/]dist[\\/]build[\\/]/, "/build/")
    .replace(/[\\/][^\\/]*$/, ""),
);

export interface Compiled {
  readonly codeBoc: string;
  readonly codeHash: string;
  /** Every file of ours that went into it, by its path from the package's folder. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Compiles `<folder>/<folder>.tolk`. @throws Error with the compiler's message. */
export async function compile(folder: string): Promise<Compiled> {
  const read = (path: string): string => readFileSync(join(CONTRACTS_ROOT, path), "utf8");
  const result = await runTolkCompiler({
    entrypointFileName: `${folder}/${folder}.tolk`,
    fsReadCallback: read,
  });
  if (result.status === "error") throw new Error(result.message);
  const own = result.sourcesSnapshot.filter(({ filename }) => !filename.startsWith("@stdlib"));
  return {
    codeBoc: result.codeBoc64,
    codeHash: result.codeHashHex.toLowerCase(),
    sources: new Map(own.map(({ filename, contents }) => [filename, contents])),
  };
}
