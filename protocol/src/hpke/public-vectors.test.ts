import { createCipheriv, createDecipheriv } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AeadId, type AeadInterface, CipherSuite, HkdfSha256 } from "@hpke/core";
import { x25519 } from "@noble/curves/ed25519.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, Secret, toHex, utf8 } from "../bytes/index.ts";
import { setupRecipient, setupSender } from "./contexts.ts";
import { keyPairFromSeed } from "./keys.ts";
import { kem } from "./suite.ts";
import { hkdfSha256 } from "./symmetric.ts";

/** Vectors that others made: a folder that COCOON_VECTORS names, by default beside the checkout. */
const FOLDER =
  process.env["COCOON_VECTORS"] ?? fileURLToPath(new URL("../../../../shared/vectors", import.meta.url));
const read = <T>(name: string): T => JSON.parse(readFileSync(`${FOLDER}/crypto/${name}`, "utf8")) as T;

interface Wycheproof<T> {
  readonly testGroups: readonly {
    readonly tests: readonly (T & { readonly result: string; readonly tcId: number })[];
  }[];
}
const tests = <T>(name: string) => read<Wycheproof<T>>(name).testGroups.flatMap((group) => group.tests);

type Hex<K extends string> = Readonly<Record<K, string>>;

const encapsulate = async (publicKey: Uint8Array, randomness: Uint8Array) => {
  const recipientPublicKey = await kem.deserializePublicKey(publicKey);
  const { enc, sharedSecret } = await kem.encap({ recipientPublicKey, ekm: randomness });
  return { enc: new Uint8Array(enc), sharedSecret: new Uint8Array(sharedSecret) };
};

/** X-Wing's combiner, written out: what the KEM must have done with both halves. */
const combine = (mlkem: Uint8Array, x25519Secret: Uint8Array, ephemeral: Uint8Array, publicKey: Uint8Array) =>
  toHex(sha3_256(concatBytes(mlkem, x25519Secret, ephemeral, publicKey, utf8("\\.//^\\"))));

const ANY_SCALAR = new Uint8Array(32).fill(9);
const ANY_POINT = x25519.getPublicKey(ANY_SCALAR);

const view = (part: ArrayBufferLike | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(part)
    ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    : new Uint8Array(part);

/** ChaCha20-Poly1305 for the published X-Wing vector, which has no AES variant. */
const chacha: AeadInterface = {
  id: AeadId.Chacha20Poly1305,
  keySize: 32,
  nonceSize: 12,
  tagSize: 16,
  createEncryptionContext: (key) => ({
    seal: (iv, data, aad) => {
      const cipher = createCipheriv("chacha20-poly1305", view(key), view(iv), {
        authTagLength: 16,
      });
      cipher.setAAD(view(aad), { plaintextLength: data.byteLength });
      const text = cipher.update(view(data));
      return Promise.resolve(concatBytes(text, cipher.final(), cipher.getAuthTag()).buffer);
    },
    open: (iv, data, aad) => {
      const cipher = createDecipheriv("chacha20-poly1305", view(key), view(iv), {
        authTagLength: 16,
      });
      const body = view(data);
      cipher.setAuthTag(body.subarray(-16));
      cipher.setAAD(view(aad), { plaintextLength: body.length - 16 });
      return Promise.resolve(concatBytes(cipher.update(body.subarray(0, -16)), cipher.final()).buffer);
    },
  }),
};

describe.skipIf(!existsSync(FOLDER))(`public vectors (${FOLDER}; skipped where the folder is absent)`, () => {
  it("X-Wing: key generation, encapsulation, decapsulation", async () => {
    for (const vector of read<Hex<"seed" | "eseed" | "ss" | "pk" | "ct">[]>("x-wing.json")) {
      const { publicKey, privateKey } = await keyPairFromSeed(fromHex(vector.seed));
      expect(toHex(publicKey)).toBe(vector.pk);
      const { enc, sharedSecret } = await encapsulate(publicKey, fromHex(vector.eseed));
      expect(toHex(enc)).toBe(vector.ct);
      expect(toHex(sharedSecret)).toBe(vector.ss);
      const recipientKey = await kem.deserializePrivateKey(privateKey.reveal());
      expect(toHex(new Uint8Array(await kem.decap({ recipientKey, enc })))).toBe(vector.ss);
    }
  });

  it("HPKE with X-Wing: the published exchange, to its exported values", async () => {
    type Vector = Hex<"info" | "ikmE" | "skRm" | "pkRm" | "enc" | "shared_secret"> & {
      readonly kem_id: number;
      readonly kdf_id: number;
      readonly encryptions: readonly Hex<"aad" | "ct" | "pt">[];
      readonly exports: readonly (Hex<"exporter_context" | "exported_value"> & { readonly L: number })[];
    };
    const vectors = read<Vector[]>("hpke-pq.json").filter(({ kem_id }) => kem_id === 0x647a);
    expect(vectors.length).toBeGreaterThan(0);
    for (const vector of vectors) {
      const recipientKey = await kem.deserializePrivateKey(fromHex(vector.skRm));
      const enc = fromHex(vector.enc);
      expect(toHex(new Uint8Array(await kem.decap({ recipientKey, enc })))).toBe(vector.shared_secret);
      // HKDF-SHA256 is our KDF; the same exchange under another one ends with the shared secret.
      if (vector.kdf_id !== 1) continue;
      const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: chacha });
      const context = await suite.createRecipientContext({ recipientKey, enc, info: fromHex(vector.info) });
      for (const { aad, ct, pt } of vector.encryptions)
        expect(toHex(new Uint8Array(await context.open(fromHex(ct), fromHex(aad))))).toBe(pt);
      for (const { exporter_context, L, exported_value } of vector.exports)
        expect(toHex(new Uint8Array(await context.export(fromHex(exporter_context), L)))).toBe(
          exported_value,
        );
    }
  });

  it("ML-KEM-768: encapsulation, and refusal of keys that are not reduced (Wycheproof)", async () => {
    for (const { m, ek, c, K, result, tcId } of tests<Hex<"m" | "ek" | "c" | "K">>(
      "wycheproof-mlkem_768_encaps_test.json",
    )) {
      const publicKey = concatBytes(fromHex(ek), ANY_POINT);
      const attempt = encapsulate(publicKey, concatBytes(fromHex(m), ANY_SCALAR));
      if (result === "invalid") {
        await expect(attempt, `test ${tcId}`).rejects.toThrow();
        continue;
      }
      const { enc, sharedSecret } = await attempt;
      expect(toHex(enc.subarray(0, 1088)), `test ${tcId}`).toBe(c);
      const shared = x25519.getSharedSecret(ANY_SCALAR, ANY_POINT);
      expect(toHex(sharedSecret), `test ${tcId}`).toBe(combine(fromHex(K), shared, ANY_POINT, ANY_POINT));
    }
  }, 60_000);

  it("X25519, as the other half of the KEM (Wycheproof)", async () => {
    const half = tests<Hex<"m" | "ek" | "K">>("wycheproof-mlkem_768_encaps_test.json").find(
      ({ result }) => result === "valid",
    );
    if (!half) throw new Error("no ML-KEM vector to combine with");
    for (const vector of tests<Hex<"public" | "private" | "shared">>("wycheproof-x25519_test.json")) {
      const point = fromHex(vector.public);
      const randomness = concatBytes(fromHex(half.m), fromHex(vector.private));
      const attempt = encapsulate(concatBytes(fromHex(half.ek), point), randomness);
      if (/^0*$/.test(vector.shared)) {
        await expect(attempt, `test ${vector.tcId}: a point of low order`).rejects.toThrow();
        continue;
      }
      const ephemeral = x25519.getPublicKey(fromHex(vector.private));
      const expected = combine(fromHex(half.K), fromHex(vector.shared), ephemeral, point);
      expect(toHex((await attempt).sharedSecret), `test ${vector.tcId}`).toBe(expected);
    }
  }, 60_000);

  it("HKDF-SHA256 (Wycheproof)", () => {
    type Vector = Hex<"ikm" | "salt" | "info" | "okm"> & { readonly size: number };
    for (const vector of tests<Vector>("wycheproof-hkdf_sha256_test.json")) {
      const derive = () =>
        hkdfSha256(fromHex(vector.ikm), fromHex(vector.salt), fromHex(vector.info), vector.size);
      if (vector.result === "invalid") expect(derive, `test ${vector.tcId}`).toThrow();
      else expect(toHex(derive()), `test ${vector.tcId}`).toBe(vector.okm);
    }
  });
});

describe("our suite", () => {
  it("gives both ends one context, and nobody else", async () => {
    const [ours, others] = await Promise.all(
      [7, 8].map((byte) => keyPairFromSeed(new Uint8Array(32).fill(byte))),
    );
    if (!ours || !others) throw new Error("two pairs");
    const info = utf8("info");
    const sender = await setupSender(ours.publicKey, info, undefined);
    const sealed = await sender.seal(utf8("content key"), utf8("aad"));
    const recipient = await setupRecipient(ours.privateKey, sender.enc, info);
    expect(await recipient.open(sealed, utf8("aad"))).toEqual(utf8("content key"));
    expect(await recipient.export(utf8("x"), 32)).toEqual(await sender.export(utf8("x"), 32));
    const stranger = await setupRecipient(others.privateKey, sender.enc, info);
    await expect(stranger.open(sealed, utf8("aad"))).rejects.toThrow();
    const otherInfo = await setupRecipient(ours.privateKey, sender.enc, utf8("other"));
    await expect(otherInfo.open(sealed, utf8("aad"))).rejects.toThrow();
  });

  it("refuses keys that are not keys", async () => {
    await expect(setupSender(new Uint8Array(1215), utf8("info"), undefined)).rejects.toThrow();
    await expect(setupSender(new Uint8Array(1216).fill(0xff), utf8("info"), undefined)).rejects.toThrow();
    await expect(
      setupRecipient(new Secret(new Uint8Array(31)), new Uint8Array(1120), utf8("info")),
    ).rejects.toThrow();
  });
});
