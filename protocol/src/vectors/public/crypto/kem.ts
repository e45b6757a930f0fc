import { x25519 } from "@noble/curves/ed25519.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8 } from "../../../bytes/index.ts";

/** X-Wing's combiner written out: what the KEM must have made of its two halves, so that each is seen from outside. */
export const combine = (
  mlKemSecret: Uint8Array,
  x25519Secret: Uint8Array,
  ephemeral: Uint8Array,
  point: Uint8Array,
): Uint8Array => sha3_256(concatBytes(mlKemSecret, x25519Secret, ephemeral, point, utf8("\\.//^\\")));

/** Of the 1120 bytes of an encapsulation, those of ML-KEM-768; the others are a point. */
export const ML_KEM_CIPHERTEXT_BYTES = 1088;

/** A half that is in order, for tests of the other one. */
export const ANY_SCALAR: Uint8Array = new Uint8Array(32).fill(9);
export const ANY_POINT: Uint8Array = x25519.getPublicKey(ANY_SCALAR);
