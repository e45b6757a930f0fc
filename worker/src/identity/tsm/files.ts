import { constants } from "node:fs";
import { mkdir, open, readdir, rmdir, writeFile } from "node:fs/promises";

/** The five operations that configfs knows, with their errors of the system. */
export interface TsmFiles {
  mkdir(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  /** The names in a directory. */
  list(path: string): Promise<readonly string[]>;
  /** An attribute to its end, in as many pieces as the kernel gives; one byte over `limitBytes` when it has more. */
  read(path: string, limitBytes: number): Promise<Uint8Array>;
  /** One single write into a file that is there: an attribute takes its value whole. */
  write(path: string, value: Uint8Array | string): Promise<void>;
}

export const nodeTsmFiles: TsmFiles = {
  mkdir: (path) => mkdir(path, { mode: 0o700 }).then(() => undefined),
  rmdir: (path) => rmdir(path),
  list: (path) => readdir(path),
  read: readToEnd,
  // For writing alone: configfs opens an attribute for nothing that it has no function for, whoever asks.
  write: (path, value) => writeFile(path, value, { flag: constants.O_WRONLY }),
};

/** An attribute's size is unknown before it is read: configfs calls it 0, or a page. */
async function readToEnd(path: string, limitBytes: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY);
  try {
    const buffer = new Uint8Array(limitBytes + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.slice(0, length);
  } finally {
    await file.close();
  }
}

/** The system's code of an error, such as ENXIO; null for any other. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
