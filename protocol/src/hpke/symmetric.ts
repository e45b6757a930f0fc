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

/** For AES-256-GCM with 12 bytes of nonce and a tag of 16 bytes behind the ciphertext. */
export const importGcmKey = (key: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);

export const sealGcm = async (key: CryptoKey, iv: Bytes, aad: Bytes, plaintext: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, plaintext));

/** The plaintext, or null for anything that was not sealed with this key, nonce and associated data. */
export const openGcm = (key: CryptoKey, iv: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes | null> =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, key, sealed).then(
    (plaintext) => new Uint8Array(plaintext),
    () => null,
  );

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
    const imported = await importGcmKey(key);
    key.fill(0);
    return new PartCipher(imported, nonce, aadPrefix);
  }

  async seal(index: number, final: boolean, plaintext: Bytes): Promise<Bytes> {
    return sealGcm(this.#key, nonceAt(this.#nonce, index), this.#aadOf(index, final), plaintext);
  }

  /** The plaintext, or null when this is not exactly that part. */
  async open(index: number, final: boolean, ciphertext: Uint8Array): Promise<Bytes | null> {
    const [nonce, aad] = [nonceAt(this.#nonce, index), this.#aadOf(index, final)];
    return openGcm(this.#key, nonce, aad, new Uint8Array(ciphertext));
  }

  #aadOf(index: number, final: boolean): Bytes {
    return concatBytes(this.#aad, u32(index), u8(final ? 1 : 0));
  }
}
