import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Needles } from "./spellings.ts";

/** A file that holds one of the texts. */
export interface FileHit {
  readonly path: string;
  readonly text: string;
}

/**
 * The files under `folder` that hold one of `texts` in any spelling: logs, Redis' append-only file, Postgres' pages and
 * write-ahead log alike.
 */
export async function searchFiles(folder: string, texts: readonly string[]): Promise<FileHit[]> {
  const needles = new Needles(texts);
  const hits: FileHit[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    for (const text of await searchFile(path, needles)) hits.push({ path, text });
  }
  return hits;
}

async function searchFile(path: string, needles: Needles): Promise<Set<string>> {
  const found = new Set<string>();
  let kept = Buffer.alloc(0);
  try {
    for await (const part of createReadStream(path)) {
      const bytes = Buffer.concat([kept, part as Buffer]);
      needles.collect(bytes, found);
      kept = bytes.subarray(Math.max(0, bytes.length - needles.longestBytes));
    }
  } catch (error) {
    // The network is running: Redis and Postgres replace files meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return found;
}
