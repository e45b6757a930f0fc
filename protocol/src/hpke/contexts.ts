import type { Secret } from "../bytes/index.ts";
import { kem, suite } from "./suite.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One sender's context with one recipient (RFC 9180 §5): `enc` is what the recipient needs to make the same one. */
export interface SenderContext {
  readonly enc: Bytes;
  seal(plaintext: Uint8Array, aad: Uint8Array): Promise<Bytes>;
  export(context: Uint8Array, lengthBytes: number): Promise<Bytes>;
}

export interface RecipientContext {
  /** @throws for a ciphertext that was not sealed in this context with this aad */
  open(ciphertext: Uint8Array, aad: Uint8Array): Promise<Bytes>;
  export(context: Uint8Array, lengthBytes: number): Promise<Bytes>;
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
  const recipientPublicKey = await kem.deserializePublicKey(publicKey);
  const context = await suite.createSenderContext({
    recipientPublicKey,
    info,
    ...(randomness && { ekm: randomness }),
  });
  return {
    enc: new Uint8Array(context.enc),
    seal: async (plaintext, aad) => new Uint8Array(await context.seal(plaintext, aad)),
    export: async (exporter, lengthBytes) => new Uint8Array(await context.export(exporter, lengthBytes)),
  };
}

/** Base mode. @throws for an encapsulation that can't be decapsulated */
export async function setupRecipient(
  privateKey: Secret<Uint8Array<ArrayBuffer>>,
  enc: Uint8Array,
  info: Uint8Array,
): Promise<RecipientContext> {
  const recipientKey = await kem.deserializePrivateKey(privateKey.reveal());
  const context = await suite.createRecipientContext({ recipientKey, enc, info });
  return {
    open: async (ciphertext, aad) => new Uint8Array(await context.open(ciphertext, aad)),
    export: async (exporter, lengthBytes) => new Uint8Array(await context.export(exporter, lengthBytes)),
  };
}
