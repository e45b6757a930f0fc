import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { count, hexText, millis, nanotonText, parseStrictJson, quoteText } from "@cocoon/protocol/api";
import { fromHex, MalformedError, Secret, toHex } from "@cocoon/protocol/bytes";
import { parseNanoton } from "@cocoon/protocol/money";
import * as v from "valibot";
import type { PayerRecord } from "../payment/record.ts";
import type { PayerStore } from "../payment/store.ts";
import { UsageError } from "./usage-error.ts";

const LIMIT_BYTES = 1024 * 1024;
/** Older ones tell nothing more; a few stay, so that a number is never used again while somebody may still read it. */
const VERSIONS_KEPT = 8;

const amount = v.pipe(nanotonText, v.transform(parseNanoton));
const storedRecord = v.strictObject({
  escrow: v.pipe(v.string(), v.regex(/^0:[0-9a-f]{64}$/)),
  globalId: v.pipe(v.number(), v.safeInteger()),
  key: v.pipe(
    hexText(32),
    v.transform((hex) => new Secret<Uint8Array>(fromHex(hex))),
  ),
  epoch: count(0xffff_ffff),
  baseNanoton: amount,
  acceptedNanoton: amount,
  signedBeforeNanoton: amount,
  signed: v.nullable(
    v.strictObject({
      epoch: count(0xffff_ffff),
      cumulativeNanoton: amount,
      validUntil: count(0xffff_ffff),
      signature: hexText(64),
      delivered: v.boolean(),
    }),
  ),
  open: v.array(
    v.strictObject({
      jobId: hexText(32),
      transcript: hexText(32),
      manifest: hexText(32),
      quote: quoteText,
      ceilingNanoton: amount,
      notAfterMs: millis,
      signers: v.record(hexText(32), hexText(32)),
    }),
  ),
});

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
    await writeDurably(temporary, `${stored(record)}\n`);
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
    return parseStrictJson(storedRecord, text, path, LIMIT_BYTES);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new UsageError(`${error.message}; without it nothing can be signed, so restore it from a copy.`);
  }
}

/** The one place where the key is written out. */
const stored = (record: PayerRecord): string =>
  JSON.stringify({ ...record, key: toHex(record.key.reveal()) }, (_name, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );

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
