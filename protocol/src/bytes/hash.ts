import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "./bytes.ts";

/** SHA-256 over the concatenation of `parts`; callers give fixed-width or length-prefixed parts only (SPEC 1.2). */
export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(nobleSha256(parts.length === 1 ? (parts[0] as Uint8Array) : concatBytes(...parts)));

/** SHA-256 over a stream; WebCrypto has no incremental hash and a response's length is not known ahead. */
export class Sha256 {
  readonly #state = nobleSha256.create();

  update(bytes: Uint8Array): this {
    this.#state.update(bytes);
    return this;
  }

  /** The hash so far; the stream may go on afterwards. */
  digest(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#state.clone().digest());
  }
}
