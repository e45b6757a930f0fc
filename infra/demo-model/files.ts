import { readFileSync, writeFileSync } from "node:fs";
import type { Merge } from "./tokenizer/train.ts";

/** Where training keeps its work; nothing here is committed. */
export const cacheFolder = new URL("../../.cache/demo-model/", import.meta.url);

/** The models, their manifests and their prices: what the repository carries. */
export const modelsFolder = new URL("models/", import.meta.url);

const mergesFile = new URL("merges.json", cacheFolder);

export function writeMerges(merges: readonly Merge[]): void {
  writeFileSync(mergesFile, `${JSON.stringify(merges)}\n`);
}

export function readMerges(): Merge[] {
  return JSON.parse(readFileSync(mergesFile, "utf8")) as Merge[];
}
