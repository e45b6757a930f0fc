import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { nodeTsmFiles, type TsmFiles } from "../identity/tsm/files.ts";

/** An error of the system, as node:fs throws it. */
export const systemError = (code: string): Error => Object.assign(new Error(code), { code });

export interface FakeTsmOptions {
  readonly provider?: string;
  readonly floor?: string;
  readonly auxblob?: Uint8Array | null;
  /** What is read where the kernel tells how many writes there were. */
  readonly generation?: (writes: number) => string;
  readonly report?: (reportData: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** Thrown by an operation instead of doing it, by its name and the last part of its path; null lets it happen. */
  readonly fail?: (operation: keyof TsmFiles, name: string) => Error | null;
  /** Another writer into the same request, who may act before each read: returns the data that it writes, or null. */
  readonly intruder?: (readNext: string) => Uint8Array | null;
}

/** One request as the kernel keeps it. */
interface Request {
  inblob: Uint8Array;
  writes: number;
  /** The report, and of how many writes it is. */
  report: { readonly bytes: Uint8Array; readonly writes: number } | null;
}

/**
 * SIMULATED kernel side of configfs-tsm over real folders. As the kernel does it: a request's directory comes with its
 * attributes and goes with them; every write is counted; the report is made when it is read, over the data written last,
 * and again only after another write; without data there is none.
 */
export class FakeTsm implements TsmFiles {
  readonly #options: FakeTsmOptions;
  readonly #requests = new Map<string, Request>();
  /** Directories that were made, by name. */
  readonly made: string[] = [];

  constructor(options: FakeTsmOptions = {}) {
    this.#options = options;
  }

  async mkdir(path: string): Promise<void> {
    this.#failIfAsked("mkdir", path);
    await nodeTsmFiles.mkdir(path);
    this.made.push(basename(path));
    this.#requests.set(path, { inblob: new Uint8Array(), writes: 0, report: null });
    const { provider = "sev_guest", floor = "0", auxblob } = this.#options;
    const attributes = { provider: `${provider}\n`, privlevel_floor: `${floor}\n` };
    for (const [name, value] of Object.entries(attributes)) await writeFile(join(path, name), value);
    if (auxblob !== null) await writeFile(join(path, "auxblob"), auxblob ?? new Uint8Array());
  }

  async rmdir(path: string): Promise<void> {
    this.#failIfAsked("rmdir", path);
    await rm(path, { recursive: true });
    this.#requests.delete(path);
  }

  list(path: string): Promise<readonly string[]> {
    this.#failIfAsked("list", path);
    return nodeTsmFiles.list(path);
  }

  async read(path: string, limitBytes: number): Promise<Uint8Array> {
    this.#failIfAsked("read", path);
    const request = this.#requestOf(path);
    const foreign = this.#options.intruder?.(basename(path)) ?? null;
    if (foreign) take(request, foreign);
    if (basename(path) === "generation")
      return Buffer.from(`${this.#options.generation?.(request.writes) ?? request.writes}\n`);
    if (basename(path) === "outblob") return this.#report(request);
    return nodeTsmFiles.read(path, limitBytes);
  }

  async write(path: string, value: Uint8Array | string): Promise<void> {
    this.#failIfAsked("write", path);
    const request = this.#requestOf(path);
    if (typeof value !== "string") return take(request, value);
    if (Number(value) < Number(this.#options.floor ?? "0")) throw systemError("EINVAL");
    request.writes++;
  }

  async #report(request: Request): Promise<Uint8Array> {
    if (request.inblob.length === 0) throw systemError("EINVAL");
    if (request.report?.writes !== request.writes)
      request.report = {
        bytes: await (this.#options.report ?? echoReport)(request.inblob),
        writes: request.writes,
      };
    return request.report.bytes;
  }

  #requestOf(path: string): Request {
    const request = this.#requests.get(dirname(path));
    if (!request) throw systemError("ENOENT");
    return request;
  }

  #failIfAsked(operation: keyof TsmFiles, path: string): void {
    const error = this.#options.fail?.(operation, basename(path)) ?? null;
    if (error) throw error;
  }
}

function take(request: Request, data: Uint8Array): void {
  if (data.length > 64) throw systemError("EINVAL");
  request.inblob = data;
  request.writes++;
}

/** A report in length and in where the report data stands. */
function echoReport(reportData: Uint8Array): Uint8Array {
  const report = new Uint8Array(1184);
  report.set(reportData, 0x50);
  return report;
}
