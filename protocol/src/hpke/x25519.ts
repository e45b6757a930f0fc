import { montgomery } from "@noble/curves/abstract/montgomery.js";
import { pow } from "@noble/curves/abstract/modular.js";

const P = 2n ** 255n - 19n;

/** RFC 7748 §5: the scalar is a multiple of eight and has its 255th bit set. */
function clamp(scalar: Uint8Array): Uint8Array {
  scalar[0] = (scalar[0] as number) & 248;
  scalar[31] = ((scalar[31] as number) & 127) | 64;
  return scalar;
}

/**
 * The curve's ladder alone. `@noble/curves/ed25519` has an X25519 too, with all of Ed25519 in its wake: a third of what a
 * browser may load here.
 */
const ladder = montgomery({
  P,
  type: "x25519",
  adjustScalarBytes: clamp,
  powPminus2: (x) => pow(x, P - 2n, P),
});

/** As the port that a lean build fills with the platform's own (src/lean). */
export const x25519 = {
  /** @throws for a point of low order, and one that has not 32 bytes */
  getSharedSecret: async (scalar: Uint8Array, point: Uint8Array): Promise<Uint8Array> =>
    ladder.getSharedSecret(scalar, point),
  getPublicKey: async (scalar: Uint8Array): Promise<Uint8Array> => ladder.getPublicKey(scalar),
};
