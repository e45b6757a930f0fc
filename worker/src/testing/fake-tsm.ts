import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { nodeTsmFiles, type TsmFiles } from "../identity/tsm/files.ts";

/** An error of the system, as node:fs throws it. */
export const systemError = (code: string): Error => Object.assign(new Error(code), { code });

export interface FakeTsmOptions {
  readonly provider?: string;
  readonly floor?: string;
  readonly auxblob?: Uint8Array | null;
  readonly report?: (reportData: Uint8Array) => Uint8Array;
  /** Thrown by an operation instead of doing it, by its name and the last part of its path; null lets it happen. */
  readonly fail?: (operation: keyof TsmFiles, name: string) => Error | null;
  /** Another writer, who counts in the generation of a request as many times as given. */
  readonly intruders?: () => number;
}

/**
 * SIMULATED kernel side of configfs-tsm over a real folder: a request's directory comes with its attributes, a write is
 * counted, the report appears when its data is written, and the directory goes with everything in it.
 */
export class FakeTsm implements TsmFiles {
  readonly root: string;
  readonly #options: FakeTsmOptions;
  /** Directories that were made, by name. */
  readonly made: string[] = [];

  constructor(root: string, options: FakeTsmOptions = {}) {
    this.root = root;
    this.#options = options;
  }

  async mkdir(path: string): Promise<void> {
    this.#failIfAsked("mkdir", path);
    await nodeTsmFiles.mkdir(path);
    this.made.push(basename(path));
    const { provider = "sev_guest", floor = "0", auxblob } = this.#options;
    const attributes = {
      provider: `${provider}\n`,
      privlevel_floor: `${floor}\n`,
      generation: "0\n",
      inblob: "",
      privlevel: "",
    };
    for (const [name, value] of Object.entries(attributes)) await writeFile(join(path, name), value);
    if (auxblob !== null) await writeFile(join(path, "auxblob"), auxblob ?? new Uint8Array());
  }

  async rmdir(path: string): Promise<void> {
    this.#failIfAsked("rmdir", path);
    await rm(path, { recursive: true });
  }

  read(path: string): Promise<Uint8Array> {
    this.#failIfAsked("read", path);
    return nodeTsmFiles.read(path);
  }

  async write(path: string, value: Uint8Array | string): Promise<void> {
    this.#failIfAsked("write", path);
    await nodeTsmFiles.write(path, value);
    const directory = join(path, "..");
    const generation = join(directory, "generation");
    const writes = Number(await readFile(generation, "utf8")) + 1;
    if (basename(path) !== "inblob") return writeFile(generation, `${writes}\n`);
    await writeFile(generation, `${writes + (this.#options.intruders?.() ?? 0)}\n`);
    await writeFile(join(directory, "outblob"), (this.#options.report ?? echoReport)(value as Uint8Array));
  }

  /** Only an empty root shows that each request took its directory away. */
  async prepare(): Promise<this> {
    await mkdir(this.root, { recursive: true });
    return this;
  }

  #failIfAsked(operation: keyof TsmFiles, path: string): void {
    const error = this.#options.fail?.(operation, basename(path)) ?? null;
    if (error) throw error;
  }
}

/** A report in length and in where the report data stands. */
function echoReport(reportData: Uint8Array): Uint8Array {
  const report = new Uint8Array(1184);
  report.set(reportData, 0x50);
  return report;
}
