import { inspect } from "node:util";
import {
  type Attester,
  encodeDeviceEvidence,
  gpuNonceOf,
  parseKeyMaterial,
  parseEvidenceBundle,
  verifyNode,
} from "@cocoon/protocol/attestation";
import { linkAuthMessage } from "@cocoon/protocol/api";
import { fromBase64Url, verifyEd25519 } from "@cocoon/protocol/bytes";
import { parseQuote } from "@cocoon/protocol/money";
import { verifyOffers } from "@cocoon/protocol/roster";
import { beforeAll, describe, expect, it } from "vitest";
import { KEY_LIFE_MS, NOW_MS, PRICE, TestNetwork } from "../testing/network.ts";

let network: TestNetwork;

beforeAll(async () => {
  network = await TestNetwork.create();
}, 60_000);

describe("a worker's key", () => {
  it("is attested: a client that verifies the evidence finds its keys, times and models", async () => {
    const key = await network.key();
    const node = await network.verified(key);
    expect(node.keyIdHex).toBe(key.keyIdHex);
    expect(node.createdMs).toBe(NOW_MS);
    expect(node.expiresMs).toBe(NOW_MS + KEY_LIFE_MS);
    expect(node.models.map(({ id }) => id)).toEqual(["test-echo"]);
  });

  it("signs its offers and its link, each bound to what it is for", async () => {
    const key = await network.key();
    const { signPk } = await network.verified(key);
    const { offers, offersSignature } = key.signOffers([
      { model: "test-echo", manifest: "ab".repeat(32), price: parseQuote(PRICE) },
    ]);
    expect(verifyOffers(key.keyId, offers, fromBase64Url(offersSignature), signPk)).toBe(true);
    const challenge = new Uint8Array(32).fill(7);
    const auth = key.signLink("https://proxy.example", challenge);
    expect(verifyEd25519(auth, linkAuthMessage(key.keyId, "https://proxy.example", challenge), signPk)).toBe(
      true,
    );
    expect(verifyEd25519(auth, linkAuthMessage(key.keyId, "https://other.example", challenge), signPk)).toBe(
      false,
    );
  });

  it("answers every nonce with a bundle that verifies for that nonce alone", async () => {
    const key = await network.key();
    const nonces = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
    const bundles = await key.liveEvidence(nonces);
    const accepted = async (bundle: Uint8Array, expectedNonce: Uint8Array) =>
      (
        await verifyNode({
          bundle,
          policy: network.policy,
          referenceValues: null,
          nowMs: NOW_MS,
          expectedNonce,
        })
      ).ok;
    for (const [index, nonce] of nonces.entries())
      expect(await accepted(bundles[index] as Uint8Array, nonce)).toBe(true);
    expect(await accepted(bundles[0] as Uint8Array, nonces[1] as Uint8Array)).toBe(false);
  });

  it("differs from every other, so that a restart opens nothing of before", async () => {
    const [one, two] = await Promise.all([network.key(), network.key()]);
    expect(one.keyIdHex).not.toBe(two.keyIdHex);
    expect(one.privateKey.reveal()).not.toEqual(two.privateKey.reveal());
  });

  it("overwrites its private keys at the end of its life", async () => {
    const key = await network.key();
    const secret = key.privateKey.reveal();
    key.erase();
    expect(secret).toEqual(new Uint8Array(32));
    const { signPk } = parseKeyMaterial(parseEvidenceBundle(key.evidence).keyMaterial);
    const challenge = new Uint8Array(32);
    const auth = key.signLink("https://proxy.example", challenge);
    expect(verifyEd25519(auth, linkAuthMessage(key.keyId, "https://proxy.example", challenge), signPk)).toBe(
      false,
    );
  });

  it("prints none of its private parts", async () => {
    const key = await network.key();
    const shown = `${JSON.stringify(key)} ${inspect(key, { depth: 9, maxArrayLength: null })}`;
    const secret = key.privateKey.reveal().subarray(0, 8);
    expect(shown).toContain(key.keyIdHex);
    expect(shown).not.toContain(secret.join(", "));
    expect(shown).not.toContain(secret.join(","));
  });

  it("has its GPUs attested once, for itself alone, and says so in what is attested", async () => {
    const nonces: Uint8Array[] = [];
    const gpus = [{ report: new Uint8Array([1]), chain: [new Uint8Array([2]), new Uint8Array([3])] }];
    const evidence = (nonce: Uint8Array) => {
      nonces.push(nonce);
      return Promise.resolve(gpus);
    };
    const key = await network.key("worker", { gpu: { evidence } });
    const [live] = await key.liveEvidence([new Uint8Array(32)]);
    for (const bundle of [key.evidence, live as Uint8Array]) {
      const { keyMaterial, deviceEvidence } = parseEvidenceBundle(bundle);
      expect(parseKeyMaterial(keyMaterial).gpu).toEqual({ policy: "tee" });
      expect(deviceEvidence).toEqual(encodeDeviceEvidence(gpus));
      expect(nonces).toEqual([gpuNonceOf(keyMaterial)]);
    }
  });

  it("says that it has none where no GPU is attested", async () => {
    const { keyMaterial, deviceEvidence } = parseEvidenceBundle((await network.key()).evidence);
    expect(parseKeyMaterial(keyMaterial).gpu).toEqual({ policy: "none" });
    expect(deviceEvidence).toHaveLength(0);
  });

  it("is not made when its GPUs can't be attested", async () => {
    const evidence = () => Promise.reject(new Error("no GPU"));
    await expect(network.key("worker", { gpu: { evidence } })).rejects.toThrow("no GPU");
  });

  it("is not made when the machine can't attest it", async () => {
    const attester: Attester = { report: () => Promise.reject(new Error("no firmware")) };
    await expect(network.key("worker", { attester })).rejects.toThrow("no firmware");
  });
});
