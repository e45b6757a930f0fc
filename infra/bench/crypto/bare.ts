import { XWing } from "@hpke/hybridkem-x-wing";

/**
 * The primitives under the protocol, called as directly as their libraries allow: what sealing and opening would cost if
 * nothing were bound, padded, framed or checked.
 */
const kem = new XWing();

const importAesKey = () =>
  crypto.subtle.importKey("raw", crypto.getRandomValues(new Uint8Array(32)), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);

/** X-Wing encapsulation to each of `recipients` keys, and one AES-256-GCM of `bytes` bytes. */
export async function bareSeal(recipients: number, bytes: number): Promise<() => Promise<unknown>> {
  const { publicKey } = await kem.generateKeyPair();
  const gcm = await bareGcm(bytes);
  return async () => {
    const wraps = Array.from({ length: recipients }, () => kem.encap({ recipientPublicKey: publicKey }));
    return Promise.all([...wraps, gcm.seal()]);
  };
}

/** X-Wing decapsulation of one key, and one AES-256-GCM of `bytes` bytes. */
export async function bareOpen(bytes: number): Promise<() => Promise<unknown>> {
  const { publicKey, privateKey } = await kem.generateKeyPair();
  const { enc } = await kem.encap({ recipientPublicKey: publicKey });
  const gcm = await bareGcm(bytes);
  return async () => {
    await kem.decap({ recipientKey: privateKey, enc });
    return gcm.open();
  };
}

/** AES-256-GCM of `bytes` bytes under a key that is ready. */
export async function bareGcm(
  bytes: number,
): Promise<{ seal: () => Promise<unknown>; open: () => Promise<unknown> }> {
  const key = await importAesKey();
  const parameters = { name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)) };
  const plaintext = new Uint8Array(bytes);
  const sealed = await crypto.subtle.encrypt(parameters, key, plaintext);
  return {
    seal: () => crypto.subtle.encrypt(parameters, key, plaintext),
    open: () => crypto.subtle.decrypt(parameters, key, sealed),
  };
}
