import { FRAME_BYTES } from "../api/index.ts";
import { MalformedError, Sha256, toHex } from "../bytes/index.ts";
import type { ClientExchange } from "../envelope/exchange.ts";
import type { Nanoton } from "../money/index.ts";
import { ResponseError } from "./errors.ts";
import { isFrameCountBucket } from "./frame-count.ts";
import { parseResponseHeader, type ResponseHeader } from "./header.ts";
import { type ResponseKeys, responseKeys } from "./keys.ts";
import { RecordOrder } from "./order.ts";
import type { ResponseRecord } from "./records.ts";
import { FrameUnpacker } from "./unpacker.ts";

/**
 * Opens one answer, frame by frame in order (SPEC 5). A stream that ends before `finished` is incomplete, whatever its
 * carrier says. A frame that is not authentic changes nothing: the true one may still come. One that is authentic but
 * malformed ends the answer: its worker is wrong.
 */
export class ResponseOpener {
  readonly header: ResponseHeader;
  readonly #transcript: Uint8Array;
  readonly #keys: ResponseKeys;
  readonly #unpacker = new FrameUnpacker();
  readonly #order = new RecordOrder();
  readonly #hash = new Sha256();
  #next = 0;
  #finished = false;
  #failure: ResponseError | null = null;
  #covered: { readonly frames: number; readonly hash: string } | null = null;

  private constructor(header: ResponseHeader, transcript: Uint8Array, keys: ResponseKeys) {
    this.header = header;
    this.#transcript = transcript;
    this.#keys = keys;
  }

  /** @throws ResponseError malformed_header, unknown_key */
  static async create(exchange: ClientExchange, headerBytes: Uint8Array): Promise<ResponseOpener> {
    const header = parseResponseHeader(headerBytes);
    const slot = exchange.with(header.keyId);
    if (!slot) throw new ResponseError("unknown_key", "the answer is of a worker that was not sealed to");
    return new ResponseOpener(header, exchange.transcript, await responseKeys(slot, header));
  }

  /** Whether the final frame was opened: only then is the answer whole. */
  get finished(): boolean {
    return this.#finished;
  }

  /** The sequence number of the frame that is due, for `?from=`. */
  get nextSeq(): number {
    return this.#next;
  }

  /** T in hex: what receipts must name. */
  get requestHash(): string {
    return toHex(this.#transcript);
  }

  /** Number and hash (hex) of the frames before the receipt: what it must name. Null until a receipt began. */
  get covered(): { readonly frames: number; readonly hash: string } | null {
    return this.#covered;
  }

  /** What an outer receipt must ask for this exact cost (SPEC 6.4). */
  roundCost(costNanoton: Nanoton): Nanoton {
    return this.#keys.roundCost(costNanoton);
  }

  /**
   * The records that frame `seq` completes; often none. Calls must not overlap.
   * @throws ResponseError
   */
  async open(seq: number, frame: Uint8Array): Promise<ResponseRecord[]> {
    if (this.#failure) throw this.#failure;
    if (this.#finished || seq !== this.#next)
      throw new ResponseError("out_of_order", "not the frame that is due");
    if (frame.length !== FRAME_BYTES) throw new ResponseError("open_failed", "a frame has 512 bytes");
    const opened = await this.#decrypt(seq, frame);
    this.#next = seq + 1;
    try {
      return this.#read(seq, frame, opened.plaintext, opened.final);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#failure = new ResponseError("malformed_frame", error.message);
      throw this.#failure;
    } finally {
      opened.plaintext.fill(0);
    }
  }

  /** Whether a frame is final stands only in what authenticates it, and only a bucket's last frame can be. */
  async #decrypt(seq: number, frame: Uint8Array) {
    for (const final of isFrameCountBucket(seq + 1) ? [false, true] : [false]) {
      const plaintext = await this.#keys.cipher.open(seq, final, frame);
      if (plaintext) return { plaintext, final };
    }
    throw new ResponseError("open_failed", "the frame is not authentic");
  }

  #read(seq: number, frame: Uint8Array, plaintext: Uint8Array, final: boolean): ResponseRecord[] {
    const { records, beginsReceipt } = this.#unpacker.unpack(plaintext);
    if (beginsReceipt) this.#covered = { frames: seq, hash: toHex(this.#hash.digest()) };
    this.#hash.update(frame);
    for (const { type } of records) this.#order.accept(type);
    if (final && !this.#order.isComplete)
      throw new MalformedError("the final frame comes before the end record");
    this.#finished = final;
    return records;
  }
}
