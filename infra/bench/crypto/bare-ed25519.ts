import { generateKeyPairSync, sign, verify } from "node:crypto";

/** Ed25519 as OpenSSL does it. */
export function bareEd25519(bytes: number): { sign: () => unknown; verify: () => unknown } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const message = crypto.getRandomValues(new Uint8Array(bytes));
  const signature = sign(null, message, privateKey);
  return {
    sign: () => sign(null, message, privateKey),
    verify: () => verify(null, message, publicKey, signature),
  };
}
