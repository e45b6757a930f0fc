import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { CACHE } from "./folders.ts";

const PACKAGE = "@stryker-mutator/instrumenter";
const VERSION = "10.1.1";
const FOLDER = join(CACHE, `instrumenter-${VERSION}`);

export interface Position {
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

/** A mutant as the instrumenter names it. */
export interface RawMutant {
  readonly id: string;
  readonly fileName: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly mutatorName: string;
  readonly replacement: string;
}

export interface SourceFile {
  readonly name: string;
  readonly content: string;
}

export interface Instrumented {
  /** The same code with all mutants in it, each behind a switch. */
  readonly files: readonly SourceFile[];
  readonly mutants: readonly RawMutant[];
}

interface InstrumenterModule {
  readonly Instrumenter: new (
    logger: unknown,
  ) => {
    instrument(files: readonly object[], options: object): Promise<Instrumented>;
  };
}

/** Stryker's own, in a folder of its own: no part of what the project installs. */
export async function instrument(files: readonly SourceFile[]): Promise<Instrumented> {
  const main = join(FOLDER, "node_modules", PACKAGE, "dist/src/index.js");
  if (!existsSync(main)) await install();
  const { Instrumenter } = (await import(pathToFileURL(main).href)) as InstrumenterModule;
  return new Instrumenter(SILENT).instrument(
    files.map((file) => ({ ...file, mutate: true })),
    { plugins: null, excludedMutations: [], ignorers: [] },
  );
}

async function install(): Promise<void> {
  console.log(`Installing ${PACKAGE} ${VERSION} (about 30 MB, once) ...`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), '{ "private": true }\n');
  await promisify(execFile)(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", `${PACKAGE}@${VERSION}`],
    { cwd: FOLDER },
  );
}

const no = (): boolean => false;
const nothing = (): void => undefined;
const SILENT = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};
