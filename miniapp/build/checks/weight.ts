import { gzipSync } from "node:zlib";
import type { Check } from "./check.ts";
import type { Loaded } from "./loaded.ts";

/** What the design allows, by gzip. */
export const LIMITS = {
  /** Half a second on a slow phone's connection. */
  firstPaintBytes: 45 * 1024,
  /** All that the first sealed prompt needs. */
  sealedPromptBytes: 90 * 1024,
} as const;

/** By gzip at level 9, each file for itself as it travels. */
export const gzipBytes = (app: ReadonlyMap<string, Uint8Array>, paths: Iterable<string>): number =>
  [...new Set(paths)].reduce((sum, path) => {
    const bytes = app.get(path);
    if (!bytes) throw new Error(`${path} is no file of the app`);
    return sum + gzipSync(bytes, { level: 9 }).length;
  }, 0);

export interface Weight {
  readonly firstPaintBytes: number;
  readonly sealedPromptBytes: number;
}

export const weightOf = (app: ReadonlyMap<string, Uint8Array>, { first, worker }: Loaded): Weight => ({
  firstPaintBytes: gzipBytes(app, first),
  sealedPromptBytes: gzipBytes(app, [...first, ...worker]),
});

/** What is loaded on demand has no limit of its own. */
export const judgeWeight = (weight: Weight): Check[] => [
  limited("the first paint", weight.firstPaintBytes, LIMITS.firstPaintBytes),
  limited("a sealed prompt", weight.sealedPromptBytes, LIMITS.sealedPromptBytes),
];

const limited = (what: string, bytes: number, most: number): Check => ({
  name: `${what} needs at most ${most / 1024} KiB by gzip`,
  problems: bytes <= most ? [] : [`${(bytes / 1024).toFixed(1)} KiB`],
});
