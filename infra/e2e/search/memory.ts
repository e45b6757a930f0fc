import { open, readFile } from "node:fs/promises";
import { Needles } from "./spellings.ts";

interface Range {
  readonly from: number;
  readonly to: number;
}

const PIECE_BYTES = 4 * 1024 * 1024;
/** Kernel pages that are mapped everywhere and can't be read through /proc. */
const UNREADABLE = new Set(["[vvar]", "[vvar_vclock]", "[vsyscall]"]);

/**
 * Which of `texts` the memory of a running process holds now, in any spelling: every readable range of /proc/PID/maps is
 * read from /proc/PID/mem. Needs Linux and the right to trace the process, which its parent has.
 */
export async function searchMemory(pid: number, texts: readonly string[]): Promise<Set<string>> {
  const needles = new Needles(texts);
  const found = new Set<string>();
  const ranges = readableRanges(await readFile(`/proc/${pid}/maps`, "utf8"));
  const memory = await open(`/proc/${pid}/mem`, "r");
  try {
    let readBytes = 0;
    for (const range of ranges)
      for await (const piece of pieces(memory, range, needles.longestBytes)) {
        readBytes += piece.length;
        needles.collect(piece, found);
      }
    if (readBytes === 0) throw new Error(`no memory of process ${pid} could be read`);
  } finally {
    await memory.close();
  }
  return found;
}

function readableRanges(maps: string): Range[] {
  return maps.split("\n").flatMap((line) => {
    const fields = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+ *(.*)$/.exec(line);
    if (!fields?.[3]?.startsWith("r") || UNREADABLE.has(fields[4] ?? "")) return [];
    return [{ from: Number.parseInt(fields[1] as string, 16), to: Number.parseInt(fields[2] as string, 16) }];
  });
}

/** The range in pieces that overlap by `overlapBytes`, so that nothing is cut in two. */
async function* pieces(
  memory: Awaited<ReturnType<typeof open>>,
  { from, to }: Range,
  overlapBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.alloc(Math.min(PIECE_BYTES, to - from));
  for (let at = from; at < to; ) {
    const length = Math.min(buffer.length, to - at);
    const { bytesRead } = await memory.read(buffer, 0, length, at).catch(() => ({ bytesRead: 0 }));
    // The process lives on: a range may be gone since the list was made.
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    if (at + bytesRead >= to) return;
    at += Math.max(bytesRead - overlapBytes, 1);
  }
}
