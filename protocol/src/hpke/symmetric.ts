import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, u32, u8 } from "../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** RFC 5869. */
export const hkdfSha256 = (
  secret: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  lengthBytes: number,
): Bytes => new Uint8Array(hkdf(sha256, secret, salt, info, lengthBytes));

/** The nonce of part `index`: the base nonce with its last four bytes XORed (SPEC 1.6). */
export function nonceAt(base: Uint8Array, index: number): Bytes {
  const nonce = new Uint8Array(base);
  u32(index).forEach((byte, i) => {
    const at = nonce.length - 4 + i;
    nonce[at] = (nonce[at] as number) ^ byte;
  });
  return nonce;
}

/**
 * A sequence of sealed parts under one key (SPEC 1.6): part i has nonce XOR i, and prefix ‖ u32 i ‖ u8 final as
 * associated data, so that no part can be moved, left out, or pass for the last.
 */
export class PartCipher {
  readonly #key: CryptoKey;
  readonly #nonce: Bytes;
  readonly #aad: Uint8Array;

  private constructor(key: CryptoKey, nonce: Bytes, aad: Uint8Array) {
    this.#key = key;
    this.#nonce = nonce;
    this.#aad = aad;
  }

  /** Takes the key over: its bytes are overwritten. */
  static async create(key: Bytes, nonce: Bytes, aadPrefix: Uint8Array): Promise<PartCipher> {
    const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
    key.fill(0);
    return new PartCipher(imported, nonce, aadPrefix);
  }

  async seal(index: number, final: boolean, plaintext: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.encrypt(this.#parameters(index, final), this.#key, plaintext));
  }

  /** The plaintext, or null when this is not exactly that part. */
  async open(index: number, final: boolean, ciphertext: Uint8Array): Promise<Bytes | null> {
    const bytes = new Uint8Array(ciphertext);
    return crypto.subtle.decrypt(this.#parameters(index, final), this.#key, bytes).then(
      (plaintext) => new Uint8Array(plaintext),
      () => null,
    );
  }

  #parameters(index: number, final: boolean): AesGcmParams {
    return {
      name: "AES-GCM",
      iv: nonceAt(this.#nonce, index),
      additionalData: concatBytes(this.#aad, u32(index), u8(final ? 1 : 0)),
    };
  }
}
