import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { describe, expect, it } from "vitest";
import { Secret, utf8 } from "../bytes/index.ts";
import { setupRecipient, setupSender } from "./contexts.ts";
import { keyPairFromSeed } from "./keys.ts";

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
    expect(recipient.export(utf8("x"), 32)).toEqual(sender.export(utf8("x"), 32));
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

/** Another implementation of all of it, which neither seals nor opens anything here but in this test. */
describe("beside @hpke/core", () => {
  const kem = new XWing();
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const seed = new Uint8Array(32).fill(7);
  const [info, aad, exporter] = [utf8("info"), utf8("aad"), utf8("x")];
  const texts = ["content key", "and a second one", ""].map(utf8);

  it("opens what that one sealed, in order, and exports the same", async () => {
    const { publicKey, privateKey } = await keyPairFromSeed(seed);
    const recipientPublicKey = await kem.deserializePublicKey(publicKey);
    const theirs = await suite.createSenderContext({ recipientPublicKey, info });
    const ours = await setupRecipient(privateKey, new Uint8Array(theirs.enc), info);
    for (const text of texts)
      expect(await ours.open(new Uint8Array(await theirs.seal(text, aad)), aad)).toEqual(text);
    for (const length of [16, 32, 100])
      expect(ours.export(exporter, length)).toEqual(new Uint8Array(await theirs.export(exporter, length)));
  });

  it("seals what that one opens, in order", async () => {
    const { publicKey } = await keyPairFromSeed(seed);
    const ours = await setupSender(publicKey, info, undefined);
    const recipientKey = await kem.deserializePrivateKey(seed);
    const theirs = await suite.createRecipientContext({ recipientKey, enc: ours.enc, info });
    for (const text of texts)
      expect(new Uint8Array(await theirs.open(await ours.seal(text, aad), aad))).toEqual(text);
  });

  it("makes the same key pair and the same encapsulation of the same randomness", async () => {
    const { publicKey } = await keyPairFromSeed(seed);
    const pair = await kem.generateKeyPairDerand(seed);
    expect(publicKey).toEqual(new Uint8Array(await kem.serializePublicKey(pair.publicKey)));
    const randomness = new Uint8Array(64).fill(3);
    const theirs = await kem.encap({ recipientPublicKey: pair.publicKey, ekm: randomness });
    expect((await setupSender(publicKey, info, randomness)).enc).toEqual(new Uint8Array(theirs.enc));
    expect(randomness).toEqual(new Uint8Array(64).fill(3));
  });
});
