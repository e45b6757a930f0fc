import { equalBytes, fromHex } from "../bytes/index.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A private key's PKCS #8 up to its 32 bytes (RFC 8410 §7). */
const PKCS8 = fromHex("302e020100300506032b656e04220420");
const ZERO = new Uint8Array(32);
const BASE_POINT = new Uint8Array(32).fill(9, 0, 1);

/** In a lean build, in the place of hpke/x25519.ts: the platform's own, else the same JavaScript as everywhere, loaded for it. */
export const x25519 = {
  /** @throws for a point of low order, and one that has not 32 bytes */
  async getSharedSecret(scalar: Uint8Array, point: Uint8Array): Promise<Uint8Array> {
    const native = await multiplied(scalar, point);
    return native ?? (await inJavaScript()).getSharedSecret(scalar, point);
  },

  async getPublicKey(scalar: Uint8Array): Promise<Uint8Array> {
    const native = await multiplied(scalar, BASE_POINT);
    return native ?? (await inJavaScript()).getPublicKey(scalar);
  },
};

const inJavaScript = async () => (await import("../hpke/x25519.ts")).x25519;

/** Null where the platform can't or won't: what it refuses, such as a point of low order, the other one refuses by its own rule. */
async function multiplied(scalar: Uint8Array, point: Uint8Array): Promise<Bytes | null> {
  const pkcs8 = new Uint8Array([...PKCS8, ...scalar]);
  try {
    const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"]);
    const publicKey = await crypto.subtle.importKey("raw", new Uint8Array(point), "X25519", false, []);
    const bits = await crypto.subtle.deriveBits({ name: "X25519", public: publicKey }, privateKey, 256);
    const secret = new Uint8Array(bits);
    // RFC 7748 §6.1; the platform refuses it too.
    return equalBytes(secret, ZERO) ? null : secret;
  } catch {
    return null;
  } finally {
    pkcs8.fill(0);
  }
}
