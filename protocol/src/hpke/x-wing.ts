import { createMlKem768, sha3_256, shake256 } from "mlkem";
import { concatBytes, utf8 } from "../bytes/index.ts";
import { x25519 } from "#x25519";

type Bytes = Uint8Array<ArrayBuffer>;

/** X25519 with ML-KEM-768: what is recorded today stays closed when one of the two breaks (SPEC 2.1). */
export const KEM_ID = 0x647a;

/** An X-Wing private key is its 32-byte seed; both halves are expanded from it. */
export const PRIVATE_KEY_BYTES = 32;
const ML_KEM_PUBLIC_KEY_BYTES = 1184;
const ML_KEM_CIPHERTEXT_BYTES = 1088;
const POINT_BYTES = 32;
const LABEL = utf8("\\.//^\\");

/** Made at first use, once: it keeps its buffers, and fills them with zeros after each use. */
let mlKem: ReturnType<typeof createMlKem768> | undefined;
const theMlKem = () => (mlKem ??= createMlKem768());

export interface Encapsulated {
  /** 1120 bytes: an ML-KEM ciphertext and a point. */
  readonly enc: Bytes;
  /** 32 bytes. */
  readonly sharedSecret: Bytes;
}

/**
 * @param randomness 64 bytes that fix the encapsulation, in vectors only
 * @throws for a public key of another length, with an ML-KEM half that is not reduced or a point of low order (SPEC 4.8)
 */
export const encapsulate = (publicKey: Uint8Array, randomness?: Uint8Array): Promise<Encapsulated> =>
  wiping(async (secret) => {
    const [mlKemPk, point] = halves(publicKey, ML_KEM_PUBLIC_KEY_BYTES);
    const random = secret(
      randomness ? new Uint8Array(randomness) : crypto.getRandomValues(new Uint8Array(64)),
    );
    const [mlKemRandom, scalar] = halves(random, 32);
    const [ciphertext, mlKemSecret] = (await theMlKem()).encap(mlKemPk, mlKemRandom);
    secret(mlKemSecret);
    const x25519Secret = secret(await x25519.getSharedSecret(scalar, point));
    const ephemeral = await x25519.getPublicKey(scalar);
    const sharedSecret = combine([mlKemSecret, x25519Secret], ephemeral, point);
    return { enc: concatBytes(ciphertext, ephemeral), sharedSecret };
  });

/**
 * The 32 bytes that both sides share; for a forged ML-KEM ciphertext other ones, without a sign.
 * @throws for lengths that are wrong, or a point of low order
 */
export const decapsulate = (seed: Uint8Array, enc: Uint8Array): Promise<Bytes> =>
  wiping(async (secret) => {
    const [ciphertext, ephemeral] = halves(enc, ML_KEM_CIPHERTEXT_BYTES);
    const { mlKemSk, scalar, point } = await expand(seed, secret);
    const mlKemSecret = secret((await theMlKem()).decap(ciphertext, mlKemSk));
    const x25519Secret = secret(await x25519.getSharedSecret(scalar, ephemeral));
    return combine([mlKemSecret, x25519Secret], ephemeral, point);
  });

/** 1216 bytes. @throws for a seed that is not 32 bytes */
export const publicKeyOf = (seed: Uint8Array): Promise<Bytes> =>
  wiping(async (secret) => {
    const { mlKemPk, point } = await expand(seed, secret);
    return concatBytes(mlKemPk, point);
  });

/** Marks bytes that are filled with zeros when the work is done, or has failed. */
type Mark = <B extends Uint8Array>(bytes: B) => B;

async function wiping<T>(work: (secret: Mark) => Promise<T>): Promise<T> {
  const secrets: Uint8Array[] = [];
  try {
    return await work((bytes) => {
      secrets.push(bytes);
      return bytes;
    });
  } finally {
    for (const bytes of secrets) bytes.fill(0);
  }
}

async function expand(seed: Uint8Array, secret: Mark) {
  if (seed.length !== PRIVATE_KEY_BYTES) throw new RangeError("an X-Wing private key has 32 bytes");
  const expanded = secret(shake256.create({ dkLen: 96 }).update(seed).digest());
  const [mlKemPk, mlKemSk] = (await theMlKem()).deriveKeyPair(expanded.subarray(0, 64));
  const scalar = expanded.subarray(64);
  return { mlKemPk, mlKemSk: secret(mlKemSk), scalar, point: await x25519.getPublicKey(scalar) };
}

/** Both secrets, the ephemeral key and the recipient's: who breaks one half still lacks the other. */
function combine(
  secrets: readonly [mlKem: Uint8Array, x25519: Uint8Array],
  ephemeral: Uint8Array,
  point: Uint8Array,
): Bytes {
  const parts = concatBytes(...secrets, ephemeral, point, LABEL);
  const shared = new Uint8Array(sha3_256.create().update(parts).digest());
  parts.fill(0);
  return shared;
}

/** Views of the same bytes, cut at `at`; what follows is a point, or as long. */
function halves(bytes: Uint8Array, at: number): [Uint8Array, Uint8Array] {
  if (bytes.length !== at + POINT_BYTES) throw new RangeError(`${at + POINT_BYTES} bytes were expected`);
  return [bytes.subarray(0, at), bytes.subarray(at)];
}
