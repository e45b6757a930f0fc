import { constants } from "node:fs";
import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";

/** The four operations that configfs knows, with their errors of the system. */
export interface TsmFiles {
  mkdir(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  read(path: string): Promise<Uint8Array>;
  /** One single write into a file that is there: an attribute takes its value whole. */
  write(path: string, value: Uint8Array | string): Promise<void>;
}

export const nodeTsmFiles: TsmFiles = {
  mkdir: (path) => mkdir(path, { mode: 0o700 }).then(() => undefined),
  rmdir: (path) => rmdir(path),
  read: async (path) => new Uint8Array(await readFile(path)),
  // For writing alone: configfs opens an attribute for nothing that it has no function for, whoever asks.
  write: (path, value) => writeFile(path, value, { flag: constants.O_WRONLY }),
};

/** The system's code of an error, such as ENXIO; null for any other. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
