import { Sha256 } from "../bytes/index.ts";
import type { WorkerExchange } from "../envelope/exchange.ts";
import type { Nanoton } from "../money/index.ts";
import { frameCountBucket } from "./frame-count.ts";
import { encodeResponseHeader, newResponseNonce } from "./header.ts";
import { type ResponseKeys, responseKeys } from "./keys.ts";
import { RecordOrder } from "./order.ts";
import { FramePacker } from "./packer.ts";
import type { ContentRecord } from "./records.ts";

/**
 * Seals one answer (SPEC 5). The worker writes records as they come and takes frames on every tick; when all content
 * is taken, it signs the receipt over `frames` and `responseHash()` and finishes. Calls must not overlap.
 */
export class ResponseSealer {
  /** 69 bytes; sent once, before frame 0. */
  readonly header: Uint8Array<ArrayBuffer>;
  readonly #keys: ResponseKeys;
  readonly #packer = new FramePacker();
  readonly #order = new RecordOrder();
  readonly #hash = new Sha256();
  #frames = 0;
  #begun = false;

  private constructor(header: Uint8Array<ArrayBuffer>, keys: ResponseKeys) {
    this.header = header;
    this.#keys = keys;
  }

  /** @param attempt the lease's attempt, from 1. */
  static create(exchange: WorkerExchange, attempt: number): Promise<ResponseSealer> {
    return ResponseSealer.createWith(exchange, attempt, newResponseNonce());
  }

  /** With a given nonce, for vectors only: two answers under one nonce would share their keys. */
  static async createWith(
    exchange: WorkerExchange,
    attempt: number,
    responseNonce: Uint8Array,
  ): Promise<ResponseSealer> {
    const header = { keyId: exchange.keyId, attempt, responseNonce };
    return new ResponseSealer(encodeResponseHeader(header), await responseKeys(exchange, header));
  }

  /** How many frames were taken. */
  get frames(): number {
    return this.#frames;
  }

  /** SHA-256 over the frames taken so far: what the receipt names, if taken just before `finish` (SPEC 6.3). */
  responseHash(): Uint8Array<ArrayBuffer> {
    return this.#hash.digest();
  }

  /** The cost as the outer receipts of this answer say it (SPEC 6.4). */
  roundCost(costNanoton: Nanoton): Nanoton {
    return this.#keys.roundCost(costNanoton);
  }

  /** @throws MalformedError for a record after an error or after `finish` */
  write(record: ContentRecord): void {
    this.#order.accept(record.type);
    this.#packer.add(record);
    this.#begun = true;
  }

  /**
   * The frames that are due. Without `flush` only full ones. On a tick (`flush`) also the rest, and at least one frame,
   * if need be without records, so that a pause of the engine can't be seen; none before the first record.
   */
  async takeFrames({ flush }: { readonly flush: boolean }): Promise<Uint8Array<ArrayBuffer>[]> {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    while (this.#packer.fillsFrame) frames.push(await this.#seal(this.#packer.next(), false));
    const due = this.#begun && (!this.#packer.isEmpty || frames.length === 0);
    if (flush && due) frames.push(await this.#seal(this.#packer.next(), false));
    return frames;
  }

  /**
   * The last frames: receipt, end, and empty frames up to the next bucket of the count, the last one final (SPEC 5.8).
   * To be sent on ticks like the others.
   * @throws Error when content was written that was not taken: the receipt would not cover it
   */
  async finish(receipt: Uint8Array): Promise<Uint8Array<ArrayBuffer>[]> {
    if (!this.#packer.isEmpty) throw new Error("take all frames before the receipt is signed");
    for (const record of [{ type: "receipt", bytes: receipt }, { type: "end" }] as const) {
      this.#order.accept(record.type);
      this.#packer.add(record);
    }
    const plaintexts: Uint8Array<ArrayBuffer>[] = [];
    while (!this.#packer.isEmpty) plaintexts.push(this.#packer.next());
    const total = frameCountBucket(this.#frames + plaintexts.length);
    const frames: Uint8Array<ArrayBuffer>[] = [];
    while (this.#frames < total) {
      const plaintext = plaintexts[frames.length] ?? this.#packer.next();
      frames.push(await this.#seal(plaintext, this.#frames === total - 1));
    }
    return frames;
  }

  async #seal(plaintext: Uint8Array<ArrayBuffer>, final: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const frame = await this.#keys.cipher.seal(this.#frames++, final, plaintext);
    plaintext.fill(0);
    this.#hash.update(frame);
    return frame;
  }
}
