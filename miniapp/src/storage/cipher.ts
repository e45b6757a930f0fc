import { utf8 } from "@cocoon/protocol/bytes";
import { decode, encode } from "./codec.ts";

/** A row as it lies on the device: AES-256-GCM, a random IV for each writing. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

export const KEY_BYTES = 32;
const IV_BYTES = 12;
const ALGORITHM = "AES-GCM";

export const randomBytes = (count: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(count));

/** Never to be taken out again, by us neither. */
export const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: ALGORITHM, length: 8 * KEY_BYTES }, false, ["encrypt", "decrypt"]);

/** The same for 32 bytes that the phone's keychain holds. */
export const importKey = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytes, ALGORITHM, false, ["encrypt", "decrypt"]);

/** @param place where the row stands: one that was moved to another place does not open there */
export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  const iv = randomBytes(IV_BYTES);
  const data = await crypto.subtle.encrypt(parameters(iv, place), key, encode(value));
  return { iv, data: new Uint8Array(data) };
}

/** @throws OperationError when the key or the place is another, or a bit was changed */
export async function open(key: CryptoKey, place: string, { iv, data }: Sealed): Promise<unknown> {
  return decode(new Uint8Array(await crypto.subtle.decrypt(parameters(iv, place), key, data)));
}

const parameters = (iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams => ({
  name: ALGORITHM,
  iv,
  additionalData: utf8(`cocoon-vault-1\0${place}`),
});
