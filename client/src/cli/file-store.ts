import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  base64UrlText,
  count,
  hexText,
  millis,
  nanotonText,
  parseStrictJson,
  ROSTER_HEADER_LIMIT_BYTES,
  shortText,
} from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import type { ReferenceMark } from "@cocoon/protocol/reference-values";
import * as v from "valibot";
import type { ClientStore, GuardSet, PendingJob, RosterMark, RosterProof } from "../store.ts";
import { UsageError } from "./usage-error.ts";

const LIMIT_BYTES = 64 * 1024;

const guardSet = v.strictObject({
  guards: v.array(v.strictObject({ chipId: hexText(64), missingSinceMs: v.nullable(millis) })),
  lastAddedMs: millis,
});

const referenceMark = v.strictObject({ version: count(Number.MAX_SAFE_INTEGER), manifestHash: hexText(32) });

const signedHeader = base64UrlText(ROSTER_HEADER_LIMIT_BYTES);
const rosterMark = v.strictObject({ epoch: count(Number.MAX_SAFE_INTEGER), signed: signedHeader });

const pendingJob = v.strictObject({
  jobId: hexText(32),
  model: shortText(64),
  createdMs: millis,
  priceCeilingNanoton: nanotonText,
});

type Kind = "guards" | "job" | "reference" | "roster" | "roster-conflict";

/** One small file per guard set and per pending job, so that commands running at once don't undo each other's writes. */
export class FileStore implements ClientStore {
  readonly #folder: string;
  readonly #onProof: (path: string) => void;

  /** @param onProof is told the file that holds the proof of a proxy's double dealing, each time that one is met */
  constructor(folder: string, onProof: (path: string) => void = () => undefined) {
    this.#folder = folder;
    this.#onProof = onProof;
  }

  /** A file that can't be read is an error and not "none": starting anew would draw new machines. */
  async loadGuards(key: string): Promise<GuardSet | null> {
    const text = await readFile(this.#path("guards", key), "utf8").catch(missing);
    return text === null ? null : this.#parsed(guardSet, text, this.#path("guards", key));
  }

  saveGuards(key: string, set: GuardSet): Promise<void> {
    return this.#write(this.#path("guards", key), set);
  }

  loadReferenceMark(manifestKey: string): Promise<ReferenceMark | null> {
    return this.#highest("reference", manifestKey, referenceMark);
  }

  saveReferenceMark(manifestKey: string, mark: ReferenceMark): Promise<void> {
    return this.#raise("reference", manifestKey, mark.version, mark);
  }

  loadRosterMark(proxy: string): Promise<RosterMark | null> {
    return this.#highest("roster", proxy, rosterMark);
  }

  saveRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    return this.#raise("roster", proxy, mark.epoch, mark);
  }

  /** The new mark is on the disk before the old ones go: at no moment is any key accepted. */
  async replaceRosterMark(proxy: string, mark: RosterMark): Promise<void> {
    const path = this.#numberedPath("roster", proxy, mark.epoch);
    await this.#write(path, mark);
    const others = (await this.#numbered("roster", proxy)).filter((file) => file.path !== path);
    for (const file of others) await rm(file.path, { force: true });
  }

  async keepRosterConflict(proxy: string, proof: RosterProof): Promise<void> {
    const path = this.#path("roster-conflict", proxy);
    const kept = await readFile(path, "utf8").catch(missing);
    if (kept === null) await this.#write(path, proof);
    this.#onProof(path);
  }

  async #highest<S extends v.GenericSchema>(
    kind: Kind,
    key: string,
    schema: S,
  ): Promise<v.InferOutput<S> | null> {
    const [highest] = await this.#numbered(kind, key);
    if (!highest) return null;
    const text = await readFile(highest.path, "utf8").catch(missing);
    // Removed since by who stored a higher one.
    if (text === null) return this.#highest(kind, key, schema);
    return this.#parsed(schema, text, highest.path);
  }

  /** A file for each number, so that of two commands at once the later writer can't undo the higher one. */
  async #raise(kind: Kind, key: string, number: number, value: ReferenceMark | RosterMark): Promise<void> {
    await this.#write(this.#numberedPath(kind, key, number), value);
    const [, ...lower] = await this.#numbered(kind, key);
    for (const file of lower) await rm(file.path, { force: true });
  }

  /** Highest number first. */
  async #numbered(kind: Kind, key: string): Promise<{ readonly path: string; readonly number: number }[]> {
    const start = `${kind}-${key}-`;
    const names = (await readdir(this.#folder).catch(missing)) ?? [];
    return names
      .filter((name) => name.startsWith(start) && /-[0-9]{1,16}\.json$/.test(name))
      .map((name) => ({
        path: join(this.#folder, name),
        number: Number(name.slice(start.length, -".json".length)),
      }))
      .toSorted((a, b) => b.number - a.number);
  }

  putPendingJob(job: PendingJob): Promise<void> {
    return this.#write(this.#path("job", job.jobId), job);
  }

  async removePendingJob(jobId: string): Promise<void> {
    await rm(this.#path("job", jobId), { force: true });
  }

  async pendingJobs(): Promise<readonly PendingJob[]> {
    const names = (await readdir(this.#folder).catch(missing)) ?? [];
    const paths = names
      .filter((name) => /^job-[0-9a-f]{64}\.json$/.test(name))
      .map((name) => join(this.#folder, name));
    const texts = await Promise.all(
      paths.map(async (path) => [path, await readFile(path, "utf8").catch(missing)] as const),
    );
    return texts.flatMap(([path, text]) => (text === null ? [] : [this.#parsed(pendingJob, text, path)]));
  }

  #path(kind: Kind, key: string): string {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new RangeError("a key of the store is 32 bytes in hex");
    return join(this.#folder, `${kind}-${key}.json`);
  }

  #numberedPath(kind: Kind, key: string, number: number): string {
    return this.#path(kind, key).replace(/\.json$/, `-${number}.json`);
  }

  #parsed<S extends v.GenericSchema>(schema: S, text: string, path: string): v.InferOutput<S> {
    try {
      return parseStrictJson(schema, text, path, LIMIT_BYTES);
    } catch (error) {
      if (error instanceof MalformedError)
        throw new UsageError(`${error.message}; remove that file to start anew.`);
      throw error;
    }
  }

  /** Whole or not at all, and on the disk before it returns. */
  async #write(
    path: string,
    value: GuardSet | PendingJob | ReferenceMark | RosterMark | RosterProof,
  ): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomBytes(6).toString("hex")}`;
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(value)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  }
}

const missing = (error: NodeJS.ErrnoException): null => {
  if (error.code === "ENOENT") return null;
  throw error;
};
