import { Secret } from "../bytes/index.ts";
import { kem, PRIVATE_KEY_BYTES } from "./suite.ts";

export interface HpkeKeyPair {
  /** 1216 bytes, as key material carries it. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** The 32-byte seed. Its owner overwrites it when the key's life ends. */
  readonly privateKey: Secret<Uint8Array<ArrayBuffer>>;
}

/** A new X-Wing key pair from the platform's random source. */
export const generateHpkeKeyPair = (): Promise<HpkeKeyPair> =>
  keyPairFromSeed(crypto.getRandomValues(new Uint8Array(PRIVATE_KEY_BYTES)));

/** The pair of a given seed. Only vectors and tests choose one; so the package does not export it. */
export async function keyPairFromSeed(seed: Uint8Array<ArrayBuffer>): Promise<HpkeKeyPair> {
  const { publicKey } = await kem.generateKeyPairDerand(new Uint8Array(seed));
  return {
    publicKey: new Uint8Array(await kem.serializePublicKey(publicKey)),
    privateKey: new Secret(seed),
  };
}
