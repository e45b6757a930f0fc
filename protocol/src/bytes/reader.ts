import { MalformedError } from "./malformed.ts";

/** Reads fixed-width big-endian fields in order (SPEC 1.1); every read is bounded, `end` refuses what is left over. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** @param what names the structure in errors, for instance "envelope". */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  get offset(): number {
    return this.#at;
  }

  /** The next `length` bytes, as a copy: the caller's later change of the source changes nothing read from it. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.remaining) throw new MalformedError(`${this.#what} ends early`);
    const part = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return part;
  }

  u8(): number {
    return Number(this.#unsigned(1));
  }

  u16(): number {
    return Number(this.#unsigned(2));
  }

  u32(): number {
    return Number(this.#unsigned(4));
  }

  u64(): bigint {
    return this.#unsigned(8);
  }

  end(): void {
    if (this.remaining > 0) throw new MalformedError(`${this.#what} has bytes after its end`);
  }

  #unsigned(length: number): bigint {
    return this.take(length).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }
}
