import type { Secret } from "../bytes/index.ts";
import { keySchedule } from "./key-schedule.ts";
import { importGcmKey, nonceAt, openGcm, sealGcm } from "./symmetric.ts";
import { decapsulate, encapsulate } from "./x-wing.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One sender's context with one recipient (RFC 9180 §5): `enc` is what the recipient needs to make the same one. */
export interface SenderContext {
  readonly enc: Bytes;
  seal(plaintext: Bytes, aad: Bytes): Promise<Bytes>;
  export(context: Uint8Array, lengthBytes: number): Bytes;
}

export interface RecipientContext {
  /** @throws for a ciphertext that was not sealed in this context, in this place, with this aad */
  open(ciphertext: Bytes, aad: Bytes): Promise<Bytes>;
  export(context: Uint8Array, lengthBytes: number): Bytes;
}

/**
 * Base mode. @throws for a public key that is not one (SPEC 4.8)
 * @param randomness 64 bytes that fix the encapsulation, in vectors only: who knows them opens the envelope.
 */
export async function setupSender(
  publicKey: Uint8Array,
  info: Uint8Array,
  randomness: Uint8Array | undefined,
): Promise<SenderContext> {
  const { enc, sharedSecret } = await encapsulate(publicKey, randomness);
  const { key, nextNonce, exported } = await contextOf(sharedSecret, info);
  return { enc, seal: (plaintext, aad) => sealGcm(key, nextNonce(), aad, plaintext), export: exported };
}

/** Base mode. @throws for an encapsulation that can't be decapsulated */
export async function setupRecipient(
  privateKey: Secret<Bytes>,
  enc: Uint8Array,
  info: Uint8Array,
): Promise<RecipientContext> {
  const sharedSecret = await decapsulate(privateKey.reveal(), enc);
  const { key, nextNonce, exported } = await contextOf(sharedSecret, info);
  const open = async (ciphertext: Bytes, aad: Bytes): Promise<Bytes> => {
    const plaintext = await openGcm(key, nextNonce(), aad, ciphertext);
    if (!plaintext) throw new Error("was not sealed in this context");
    return plaintext;
  };
  return { open, export: exported };
}

/** Takes the secret over: its bytes are overwritten. */
async function contextOf(sharedSecret: Bytes, info: Uint8Array) {
  const { key, baseNonce, exported } = keySchedule(sharedSecret, info);
  const imported = await importGcmKey(key);
  for (const used of [sharedSecret, key]) used.fill(0);
  let sequence = 0;
  return { key: imported, nextNonce: () => nonceAt(baseNonce, sequence++), exported };
}
