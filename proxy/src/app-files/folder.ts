import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ConfigError } from "../config.ts";
import type { Log } from "../log.ts";
import { AppFile, mediaTypeOf } from "./file.ts";

/** The page itself. */
export const INDEX = "index.html";
/** Files below it have their content's hash in their name, so that one of them never changes. */
export const HASHED = "assets/";

const MOST_FILES = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;

type Files = ReadonlyMap<string, AppFile>;

/** The mini-app's files; null when there is none of that name. */
export interface AppFiles {
  file(name: string): AppFile | null;
}

/**
 * The files of a folder, all in memory: a request chooses among them by name and never reaches the disk. They are read again
 * when the page has changed. Hashed files of builds before stay, for pages that were opened before it.
 */
export class AppFolder implements AppFiles {
  readonly #folder: string;
  readonly #log: Log;
  #state = "";
  #files: Files = new Map();
  #before: Files = new Map();

  /** @throws ConfigError when the folder holds no app */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
    try {
      this.#state = this.#stateNow();
      this.#files = readAll(folder);
    } catch (error) {
      if (error instanceof AppFolderError) throw new ConfigError([`COCOON_APP_FOLDER ${error.message}`]);
      throw error;
    }
  }

  file(name: string): AppFile | null {
    if (name === INDEX) this.#refresh();
    return this.#files.get(name) ?? (name.startsWith(HASHED) ? (this.#before.get(name) ?? null) : null);
  }

  /** Where the new files are no good, what was read before goes on being served. */
  #refresh(): void {
    try {
      const state = this.#stateNow();
      if (state === this.#state) return;
      this.#state = state;
      const files = readAll(this.#folder);
      this.#before = hashedOf([...this.#before, ...this.#files]);
      this.#files = files;
      this.#log("info", "app_files_read", { files: files.size });
    } catch (error) {
      if (!(error instanceof AppFolderError)) throw error;
      this.#log("warn", "app_files_unusable");
    }
  }

  /** Of the page, and of when the last file was put beside it: a build that is being written may put the page first. */
  #stateNow(): string {
    const stats = statSync(join(this.#folder, INDEX), { throwIfNoEntry: false });
    if (!stats) throw new AppFolderError(`names a folder without an ${INDEX}`);
    const hashed = statSync(join(this.#folder, HASHED), { throwIfNoEntry: false });
    return `${stats.ino}/${stats.mtimeMs}/${stats.size}/${hashed?.mtimeMs ?? 0}`;
  }
}

/** Names with a hash alone; of more than an app has, those that were there last. */
const hashedOf = (files: readonly (readonly [string, AppFile])[]): Files =>
  new Map(files.filter(([name]) => name.startsWith(HASHED)).slice(-MOST_FILES));

class AppFolderError extends Error {}

/** @throws AppFolderError for more than an app has, so that a wrong folder is noticed and never published */
function readAll(folder: string): Files {
  const files = new Map<string, AppFile>();
  let length = 0;
  for (const path of pathsIn(folder)) {
    const name = relative(folder, path).split(sep).join("/");
    const type = mediaTypeOf(name);
    if (type === null) throw new AppFolderError(`names a folder with ${name}, which is no file of the app`);
    const bytes = readOne(path);
    length += bytes.length;
    if (files.size >= MOST_FILES || length > MOST_BYTES)
      throw new AppFolderError("names a folder with more in it than the app");
    files.set(name, new AppFile(name, type, bytes));
  }
  return files;
}

function readOne(path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw new AppFolderError("names a folder that can't be read");
  }
}

/** Regular files only: a link could lead to something that is none of the app's. Hidden ones are the system's. */
function pathsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .slice(0, MOST_FILES + 1)
    .map((entry) => join(entry.parentPath, entry.name));
}
