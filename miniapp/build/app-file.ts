import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** One file of the built app, as a browser gets it. */
export interface AppFile {
  /** Below /app/, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** As subresource integrity spells it: `sha384-` and base64. */
  readonly integrity: string;
}

export const integrityOf = (bytes: Uint8Array): string =>
  `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

export const fileOf = (path: string, bytes: Uint8Array): AppFile => ({
  path,
  sizeBytes: bytes.length,
  integrity: integrityOf(bytes),
});

/** Every file below the folder, by path. */
export function readApp(folder: string): ReadonlyMap<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const read = (path: string) => [path.split(sep).join("/"), readFileSync(join(folder, path))] as const;
  return new Map(paths.sort().map(read));
}

/** In the order of their paths, whatever system listed them. */
export const appFiles = (app: ReadonlyMap<string, Uint8Array>): AppFile[] =>
  [...app].map(([path, bytes]) => fileOf(path, bytes)).sort((a, b) => (a.path < b.path ? -1 : 1));
