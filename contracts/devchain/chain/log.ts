import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { BlockRecord, Genesis } from "./records.ts";

/** The state can't be used: one sentence that says what to do. */
export class ChainStateError extends Error {
  override readonly name = "ChainStateError";
}

/** Where blocks are kept. */
export interface BlockLog {
  readonly genesis: Genesis;
  /** What it held when it was opened, oldest first. */
  readonly blocks: readonly BlockRecord[];
  /** Returns when the block is on disk. */
  append(block: BlockRecord): void;
  close(): void;
}

/** A log that ends with the process, for tests. */
export const memoryLog = (genesis: Genesis): BlockLog => ({
  genesis,
  blocks: [],
  append: () => undefined,
  close: () => undefined,
});

/**
 * A file of one line a block, which holds what the block changed and not what caused it: a restart reads it and computes
 * nothing again. A line that a kill has cut off was never confirmed to anybody, and goes.
 * @throws ChainStateError
 */
export function openLog(path: string, fresh: Genesis): BlockLog {
  if (!existsSync(path)) begin(path, fresh);
  const text = readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const [first = "", ...lines] = whole.split("\n").slice(0, -1);
  const genesis = parseLine<Genesis>(first, path);
  if (genesis.format !== fresh.format)
    throw new ChainStateError(`${path} is of another version of the dev chain; delete it to begin anew.`);
  if (genesis.globalId !== fresh.globalId)
    throw new ChainStateError(
      `${path} is a chain of global id ${genesis.globalId}; name that one, or another folder.`,
    );
  const blocks = lines.map((line) => parseLine<BlockRecord>(line, path));
  const file = openSync(path, "r+", 0o600);
  ftruncateSync(file, Buffer.byteLength(whole));
  let at = Buffer.byteLength(whole);
  return {
    genesis,
    blocks,
    append: (block) => {
      at += writeLine(file, block, at);
    },
    close: () => closeSync(file),
  };
}

/** The file comes into being with its first line, or not at all. */
function begin(path: string, genesis: Genesis): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(`${path}.new`, "w", 0o600);
  writeLine(file, genesis, 0);
  closeSync(file);
  renameSync(`${path}.new`, path);
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

function writeLine(file: number, value: unknown, at: number): number {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written, at + written);
  fdatasyncSync(file);
  return bytes.length;
}

function parseLine<T>(line: string, path: string): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new ChainStateError(`${path} is damaged; delete it to begin a new chain.`);
  }
}
