import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { MalformedError } from "@cocoon/protocol/bytes";
import { REFERENCE_MANIFEST_LIMIT_BYTES, WITNESS_LIMIT_BYTES } from "@cocoon/protocol/reference-values";
import { writeWhole } from "../stack/network/write-whole.ts";
import { readWhole } from "./files.ts";
import { UsageError } from "./usage-error.ts";

export const manifestIn = (folder: string): string => join(folder, "manifest.signed");
export const witnessIn = (folder: string): string => join(folder, "witness.signed");

export const readManifestFile = (path: string): Uint8Array =>
  readWhole("a signed manifest", path, REFERENCE_MANIFEST_LIMIT_BYTES);
export const readWitnessFile = (path: string): Uint8Array =>
  readWhole("a signed witness statement", path, WITNESS_LIMIT_BYTES);

/** The file that was named, or the one that stands where the new one will; null for a first one. */
export const previousFile = (named: string | null, target: string): string | null =>
  named ?? (existsSync(target) ? target : null);

/** Turns what a file lacks into a sentence with its name. @throws UsageError */
export function usable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) throw new UsageError(`${path} can't be used: ${error.message}.`);
    throw error;
  }
}

/** @throws UsageError */
export function writeSigned(folder: string, path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeWhole(path, bytes);
  } catch (error) {
    throw new UsageError(`${path} can't be written (${String((error as NodeJS.ErrnoException).code)}).`);
  }
}
