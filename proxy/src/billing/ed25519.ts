import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Ed25519Verifier } from "@cocoon/protocol/bytes";

/** A SubjectPublicKeyInfo of an Ed25519 key up to the key's 32 bytes (RFC 8410). */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Ed25519 of OpenSSL, ten times as fast as protocol's own, which must run in a WebView. A proxy verifies a receipt at each
 * bucket of every stream's frames, on the thread that serves everyone else.
 */
export const verifyByOpenSsl: Ed25519Verifier = (signature, message, publicKey) => {
  try {
    return verify(null, message, keyOf(publicKey), signature);
  } catch {
    return false;
  }
};

/** By the array itself, which a live node keeps for its life: to import a key takes longer than to verify with it. */
const imported = new WeakMap<Uint8Array, KeyObject>();

function keyOf(publicKey: Uint8Array): KeyObject {
  const known = imported.get(publicKey);
  if (known) return known;
  const spki = Buffer.concat([SPKI_HEAD, publicKey]);
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  imported.set(publicKey, key);
  return key;
}
