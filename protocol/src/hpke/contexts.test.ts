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
