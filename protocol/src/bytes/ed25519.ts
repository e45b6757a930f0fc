import { ed25519 } from "@noble/curves/ed25519.js";

/** Ed25519 in JavaScript: WebViews of phones lack it in WebCrypto. Messages always begin with their label (SPEC 1.3). */
export const signEd25519 = (message: Uint8Array, secretKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(ed25519.sign(message, secretKey));

/** Must give false and never throw, also for keys and signatures of the wrong length. */
export type Ed25519Verifier = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;

/** Runs everywhere, in about a millisecond; who verifies many signatures brings a {@link Ed25519Verifier} of its platform. */
export const verifyEd25519: Ed25519Verifier = (signature, message, publicKey) => {
  try {
    return ed25519.verify(signature, message, publicKey);
  } catch {
    return false;
  }
};

export function generateEd25519(): { secretKey: Uint8Array; publicKey: Uint8Array } {
  const { secretKey, publicKey } = ed25519.keygen();
  return { secretKey, publicKey };
}

/** The 32 bytes that verify what `secretKey` signs. */
export const ed25519PublicKey = (secretKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(ed25519.getPublicKey(secretKey));
