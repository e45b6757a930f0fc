import { ByteReader, concatBytes, MalformedError } from "../bytes/index.ts";
import { FRAME_PLAINTEXT_BYTES, MORE, USED_BYTES } from "./frame-layout.ts";
import { decodeRecord, largestRecordBytes, type RecordType, type ResponseRecord, TYPE } from "./records.ts";

const NAMES = new Map<number, RecordType>(
  Object.entries(TYPE).map(([name, type]) => [type, name as RecordType]),
);

/** What one frame adds: its whole records, and whether its first record begins a receipt. */
export interface UnpackedFrame {
  readonly records: ResponseRecord[];
  readonly beginsReceipt: boolean;
}

interface Part {
  readonly type: RecordType;
  readonly data: Uint8Array<ArrayBuffer>;
  readonly more: boolean;
}

/** Reads frame plaintexts back into records, joining what was continued (SPEC 5.5, 5.6). */
export class FrameUnpacker {
  #open: { readonly type: RecordType; readonly parts: Uint8Array[] } | null = null;

  /** Whether a record waits for its continuation. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** @throws MalformedError */
  unpack(plaintext: Uint8Array): UnpackedFrame {
    const continued = this.isOpen;
    const parts = readParts(plaintext);
    if (continued && parts.length === 0) throw new MalformedError("a continued record is interrupted");
    const receiptAt = parts.findIndex(({ type }) => type === "receipt");
    if (receiptAt > 0) throw new MalformedError("a receipt begins its frame");
    const records = parts.flatMap((part, i) => this.#join(part, i === parts.length - 1));
    return { records, beginsReceipt: receiptAt === 0 && !continued };
  }

  #join(part: Part, last: boolean): ResponseRecord[] {
    const parts = [...(this.#open?.parts ?? []), part.data];
    if (this.#open && this.#open.type !== part.type)
      throw new MalformedError("a continued record changes its type");
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    if (size > largestRecordBytes(part.type)) throw new MalformedError("record is too long");
    if (!part.more) {
      this.#open = null;
      return [decodeRecord(part.type, concatBytes(...parts))];
    }
    if (!last || part.data.length === 0) throw new MalformedError("a continued record ends its frame");
    if (part.type === "delta") throw new MalformedError("text is not continued");
    this.#open = { type: part.type, parts };
    return [];
  }
}

function readParts(plaintext: Uint8Array): Part[] {
  const head = new ByteReader(plaintext, "frame");
  const used = head.u16();
  if (used > FRAME_PLAINTEXT_BYTES - USED_BYTES)
    throw new MalformedError("frame says it holds more than it can");
  const reader = new ByteReader(head.take(used), "record");
  if (head.take(head.remaining).some((byte) => byte !== 0))
    throw new MalformedError("frame's padding is not zero");
  const parts: Part[] = [];
  while (reader.remaining > 0) parts.push(readPart(reader));
  return parts;
}

function readPart(reader: ByteReader): Part {
  const type = NAMES.get(reader.u8());
  if (!type) throw new MalformedError("record of unknown type");
  const length = reader.u16();
  return { type, more: (length & MORE) !== 0, data: reader.take(length & ~MORE) };
}
