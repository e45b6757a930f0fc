import { concatBytes, u8, u16 } from "../bytes/index.ts";
import { FRAME_PLAINTEXT_BYTES, MORE, RECORD_HEAD_BYTES, USED_BYTES } from "./frame-layout.ts";
import { encodeRecordData, type RecordType, type ResponseRecord, TYPE } from "./records.ts";

const ROOM = FRAME_PLAINTEXT_BYTES - USED_BYTES;

interface Pending {
  readonly type: RecordType;
  data: Uint8Array<ArrayBuffer>;
}

/** Lays records into frame plaintexts in order (SPEC 5.5). Pieces of text that wait together become one record. */
export class FramePacker {
  readonly #pending: Pending[] = [];

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /** Whether what waits fills a frame without regard to what comes later. */
  get fillsFrame(): boolean {
    return this.#pending.reduce((sum, { data }) => sum + RECORD_HEAD_BYTES + data.length, 0) >= ROOM;
  }

  add(record: ResponseRecord): void {
    const data = encodeRecordData(record);
    const last = this.#pending.at(-1);
    if (record.type === "delta" && last?.type === "delta") last.data = concatBytes(last.data, data);
    else this.#pending.push({ type: record.type, data });
  }

  /** The next frame's plaintext; without anything pending, one without records. */
  next(): Uint8Array<ArrayBuffer> {
    const frame = new Uint8Array(FRAME_PLAINTEXT_BYTES);
    let at = USED_BYTES;
    for (let part = this.#take(ROOM); part; part = this.#take(FRAME_PLAINTEXT_BYTES - at)) {
      frame.set(part, at);
      at += part.length;
    }
    frame.set(u16(at - USED_BYTES));
    return frame;
  }

  /** The next record, or as much of it as `room` holds; null when not even its head and one byte fit. */
  #take(room: number): Uint8Array<ArrayBuffer> | null {
    const first = this.#pending[0];
    if (!first) return null;
    const space = room - RECORD_HEAD_BYTES;
    if (first.data.length <= space) {
      this.#pending.shift();
      return concatBytes(u8(TYPE[first.type]), u16(first.data.length), first.data);
    }
    const length = first.type === "delta" ? textLength(first.data, space) : space;
    if (length <= 0) return null;
    const part = first.data.subarray(0, length);
    first.data = first.data.slice(length);
    // Text is cut into whole records, so that what has arrived can be shown; anything else goes on in the next frame.
    const mark = first.type === "delta" ? 0 : MORE;
    return concatBytes(u8(TYPE[first.type]), u16(length | mark), part);
  }
}

/** The longest prefix of at most `space` bytes that ends between two characters. */
function textLength(text: Uint8Array, space: number): number {
  let length = space;
  while (length > 0 && ((text[length] as number) & 0xc0) === 0x80) length--;
  return length;
}
