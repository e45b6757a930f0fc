import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { MalformedError } from "@cocoon/protocol/bytes";
import type { PayerRecord } from "../payment/record.ts";
import type { PayerStore } from "../payment/store.ts";
import { encodePayerRecord, parsePayerRecord } from "../payment/stored-record.ts";
import { UsageError } from "./usage-error.ts";

/** Older ones tell nothing more; a few stay, so that a number is never used again while somebody may still read it. */
const VERSIONS_KEPT = 8;

interface Version {
  readonly path: string;
  readonly number: number;
}

/**
 * Payer records as files that only their owner may read. Each change is a file of its own with the next number, which
 * only one of several processes can make; the others read it and change that.
 */
export class FilePayerStore implements PayerStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether this device holds the key of any escrow. */
  async hasAny(): Promise<boolean> {
    const names = (await readdir(this.#folder).catch(missing)) ?? [];
    return names.some((name) => name.startsWith("payer-"));
  }

  async load(escrow: string): Promise<PayerRecord | null> {
    return (await this.#newest(escrow))?.record ?? null;
  }

  async create(record: PayerRecord): Promise<void> {
    const versions = await this.#versions(record.escrow);
    if (versions.length > 0 || !(await this.#write(record, 1)))
      throw new RangeError("the escrow has a payer's record already");
  }

  async update(escrow: string, change: (record: PayerRecord) => PayerRecord): Promise<PayerRecord> {
    for (;;) {
      const newest = await this.#newest(escrow);
      if (!newest) throw new RangeError("the escrow has no payer's record");
      const record = change(newest.record);
      if (record === newest.record || (await this.#write(record, newest.number + 1))) return record;
    }
  }

  async #newest(escrow: string): Promise<{ record: PayerRecord; number: number } | null> {
    for (;;) {
      const [newest] = await this.#versions(escrow);
      if (!newest) return null;
      const text = await readFile(newest.path, "utf8").catch(missing);
      // Replaced since by whoever made newer ones.
      if (text !== null) return { record: parsed(text, newest.path), number: newest.number };
    }
  }

  /** False when somebody else has made that version, or a later one. */
  async #write(record: PayerRecord, number: number): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `${startOf(record.escrow)}${number}.json`);
    const temporary = `${path}.${randomBytes(6).toString("hex")}`;
    await writeDurably(temporary, `${encodePayerRecord(record)}\n`);
    try {
      await link(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
    const versions = await this.#versions(record.escrow);
    if (versions[0]?.number !== number) return false;
    for (const old of versions.slice(VERSIONS_KEPT)) await rm(old.path, { force: true });
    return true;
  }

  /** Newest first. */
  async #versions(escrow: string): Promise<Version[]> {
    const start = startOf(escrow);
    const names = (await readdir(this.#folder).catch(missing)) ?? [];
    return names
      .filter((name) => name.startsWith(start) && /-[0-9]{1,15}\.json$/.test(name))
      .map((name) => ({
        path: join(this.#folder, name),
        number: Number(name.slice(start.length, -".json".length)),
      }))
      .toSorted((a, b) => b.number - a.number);
  }
}

function startOf(escrow: string): string {
  const [, hash] = /^0:([0-9a-f]{64})$/.exec(escrow) ?? [];
  if (hash === undefined) throw new RangeError("an escrow is a raw address");
  return `payer-${hash}-`;
}

function parsed(text: string, path: string): PayerRecord {
  try {
    return parsePayerRecord(text, path);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new UsageError(`${error.message}; without it nothing can be signed, so restore it from a copy.`);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

const missing = (error: NodeJS.ErrnoException): null => {
  if (error.code === "ENOENT") return null;
  throw error;
};
