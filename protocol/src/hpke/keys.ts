import { Secret } from "../bytes/index.ts";
import { PRIVATE_KEY_BYTES, publicKeyOf } from "./x-wing.ts";

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
export const keyPairFromSeed = async (seed: Uint8Array<ArrayBuffer>): Promise<HpkeKeyPair> => ({
  publicKey: await publicKeyOf(seed),
  privateKey: new Secret(seed),
});
