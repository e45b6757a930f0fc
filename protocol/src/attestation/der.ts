import { MalformedError } from "../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Identifier octets of the ASN.1 types that AMD's certificates use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** Context-specific, constructed. */
  context: (number: number): number => 0xa0 | number,
} as const;

/** Without saying where: whoever reads certificates says that one is malformed, and a browser need not carry the words. */
export const broken = (): MalformedError => new MalformedError("not strict DER");

/** One element: its tag, its content, and the whole with its header. */
export interface DerElement {
  readonly tag: number;
  readonly content: Bytes;
  readonly whole: Bytes;
}

/**
 * Reads DER and nothing else: lengths are definite and minimal, tags have one byte, nothing is left over. One value has
 * one encoding, so what is parsed here is what every other reader of the same bytes sees.
 */
export class DerReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** The tag of the next element; null at the end. */
  get next(): number | null {
    return this.#bytes[this.#at] ?? null;
  }

  /** @throws MalformedError for another tag than `tag` */
  element(tag: number): DerElement {
    const start = this.#at;
    if (this.#byte() !== tag) throw broken();
    const length = this.#length();
    if (length > this.#bytes.length - this.#at) throw broken();
    const content = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return { tag, content, whole: this.#bytes.subarray(start, this.#at) };
  }

  any(): DerElement {
    if (this.next === null) throw broken();
    if ((this.next & 0x1f) === 0x1f) throw broken();
    return this.element(this.next);
  }

  content(tag: number): Bytes {
    return this.element(tag).content;
  }

  /** A reader over the content of the next element. */
  inside(tag: number): DerReader {
    return new DerReader(this.content(tag));
  }

  end(): void {
    if (this.next !== null) throw broken();
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw broken();
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 3) throw broken();
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 256 ** (count - 1)) throw broken();
    return length;
  }
}

/** Content of exactly one element that makes up all of `bytes`. */
export function onlyElement(bytes: Bytes, tag: number): Bytes {
  const reader = new DerReader(bytes);
  const content = reader.content(tag);
  reader.end();
  return content;
}

/** The content of an INTEGER that is not negative, as minimal big-endian bytes. */
export function unsignedInteger(content: Bytes): Bytes {
  const [first, second] = content;
  if (first === undefined || first >= 0x80) throw broken();
  if (first === 0 && second !== undefined && second < 0x80) throw broken();
  return first === 0 && content.length > 1 ? content.subarray(1) : content;
}

/** An INTEGER from 0 to 255. */
export function smallInteger(content: Bytes): number {
  const bytes = unsignedInteger(content);
  if (bytes.length !== 1) throw broken();
  return bytes[0] as number;
}

export function booleanTrue(content: Bytes): true {
  if (content.length !== 1 || content[0] !== 0xff) throw broken();
  return true;
}

/** The content of a BIT STRING of whole bytes. */
export function bitStringBytes(content: Bytes): Bytes {
  if (content[0] !== 0) throw broken();
  return content.subarray(1);
}

const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/** Unix milliseconds of an X.509 Time: UTCTime until 2049, GeneralizedTime from 2050. */
export function timeMs({ tag, content }: DerElement): number {
  const digits = String.fromCharCode(...content.subarray(0, 15));
  if (content.length !== (tag === TAG.utcTime ? 13 : 15)) throw broken();
  const match = TIME.exec(
    tag === TAG.utcTime ? `${Number(digits.slice(0, 2)) < 50 ? 20 : 19}${digits}` : digits,
  );
  if (!match) throw broken();
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (tag === TAG.generalizedTime && year < 2050) throw broken();
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!same || minute > 59 || second > 59) throw broken();
  return date.getTime();
}

/** The next element as a Time. */
export function readTimeMs(reader: DerReader): number {
  const element = reader.any();
  if (element.tag !== TAG.utcTime && element.tag !== TAG.generalizedTime) throw broken();
  return timeMs(element);
}
