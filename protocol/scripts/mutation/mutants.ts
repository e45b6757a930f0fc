import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MUTATED_FOLDERS, ROOT } from "./folders.ts";
import { instrument, type Position, type RawMutant, type SourceFile } from "./instrumenter.ts";

export interface Mutant {
  /** Of this listing: what switches it on. */
  readonly id: string;
  /** The same for the same change of the same text in the same file, wherever it stands there. */
  readonly key: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  /** Whether it changes but the words of an error, whose type and code are what tests judge. */
  readonly wording: boolean;
}

export interface Listing {
  readonly files: readonly SourceFile[];
  readonly mutants: readonly Mutant[];
}

/** Every mutant of the mutated folders. */
export async function listMutants(): Promise<Listing> {
  const sources = MUTATED_FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .toSorted()
      .map((name) => ({
        name: `${folder}/${name}`,
        content: readFileSync(join(ROOT, folder, name), "utf8"),
      })),
  );
  const { files, mutants } = await instrument(sources);
  const texts = new Map(sources.map(({ name, content }) => [name, content]));
  const seen = new Map<string, number>();
  return {
    files,
    mutants: mutants.map((mutant) => described(mutant, texts.get(mutant.fileName) as string, seen)),
  };
}

/** What stands before an error's words. */
const MESSAGE = /\b(?:\w*Error|broken|malformed)\(\s*$/;

function described(mutant: RawMutant, text: string, seen: Map<string, number>): Mutant {
  const { id, fileName: file, location, mutatorName: mutator, replacement } = mutant;
  const start = offsetOf(text, location.start);
  const original = text.slice(start, offsetOf(text, location.end));
  const wording = mutator === "StringLiteral" && MESSAGE.test(text.slice(0, start));
  const change = JSON.stringify([file, mutator, original, replacement]);
  const times = seen.get(change) ?? 0;
  seen.set(change, times + 1);
  const key = digest(`${change}${times}`).slice(0, 12);
  return { id, key, file, line: location.start.line + 1, mutator, original, replacement, wording };
}

function offsetOf(text: string, { line, column }: Position): number {
  let at = 0;
  for (let passed = 0; passed < line; passed++) at = text.indexOf("\n", at) + 1;
  return at + column;
}

/** At most `size` of them: a seed and a key say by themselves in which place a mutant is drawn. */
export function sampleOf(mutants: readonly Mutant[], seed: string, size: number): Mutant[] {
  const place = new Map(mutants.map((mutant) => [mutant, digest(`${seed} ${mutant.key}`)]));
  const placeOf = (mutant: Mutant): string => place.get(mutant) as string;
  return mutants.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)).slice(0, size);
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
