import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { printableLine } from "../text.ts";
import { UsageError } from "../usage-error.ts";

/**
 * At most a byte more than `limitBytes` of a file: who reads that much sees that it is over its limit, and nobody reads on.
 * @param instead what a person may do where there is none
 * @throws UsageError for what is no file, or can't be read; its cause is the system's error
 */
export async function readBounded(
  path: string,
  limitBytes: number,
  instead: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await open(path, "r");
    try {
      return await cut(file.createReadStream({ end: limitBytes, autoClose: false }), limitBytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new UsageError(`${printableLine(path)} ${reasonOf(error)}; ${instead}.`, { cause: error });
  }
}

/** As much of standard input. */
export const readInput = (input: Readable, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> =>
  cut(input, limitBytes);

async function cut(stream: Readable, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array);
    parts.push(bytes);
    length += bytes.length;
    if (length > limitBytes) break;
  }
  return new Uint8Array(Buffer.concat(parts).subarray(0, limitBytes + 1));
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return "is not there";
  if (code === "EISDIR") return "is a folder";
  return "can't be read";
}
