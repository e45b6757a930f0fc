import { createCipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/index.ts";
import { fixedBytes } from "../vectors/fixtures.ts";
import { nonceAt, PartCipher } from "./symmetric.ts";

const key = () => fixedBytes("key", 32);
const nonce = fixedBytes("nonce", 12);
const prefix = fixedBytes("prefix", 32);
const part = fixedBytes("part", 100);

it("makes a nonce for every part", () => {
  expect(toHex(nonceAt(fromHex("000102030405060708090a0b"), 0))).toBe("000102030405060708090a0b");
  expect(toHex(nonceAt(fromHex("000102030405060708090a0b"), 0x01020304))).toBe("0001020304050607090b090f");
  expect(() => nonceAt(nonce, 2 ** 32)).toThrow(RangeError);
});

describe("a sealed part", () => {
  it("is AES-256-GCM under nonce XOR i, bound to prefix, index and whether it is the last", async () => {
    const cipher = await PartCipher.create(key(), nonce, prefix);
    const other = createCipheriv("aes-256-gcm", key(), nonceAt(nonce, 7));
    other.setAAD(Buffer.concat([prefix, fromHex("0000000701")]));
    const expected = Buffer.concat([other.update(part), other.final(), other.getAuthTag()]);
    expect(toHex(await cipher.seal(7, true, part))).toBe(expected.toString("hex"));
  });

  it("opens as itself only", async () => {
    const cipher = await PartCipher.create(key(), nonce, prefix);
    const sealed = await cipher.seal(7, false, part);
    expect(await cipher.open(7, false, sealed)).toEqual(part);
    expect(await cipher.open(8, false, sealed)).toBeNull();
    expect(await cipher.open(7, true, sealed)).toBeNull();
    expect(await cipher.open(7, false, sealed.subarray(0, 15))).toBeNull();
    const elsewhere = await PartCipher.create(key(), nonce, prefix.with(0, 0));
    expect(await elsewhere.open(7, false, sealed)).toBeNull();
  });

  it("leaves nothing of the key's bytes", async () => {
    const bytes = key();
    await PartCipher.create(bytes, nonce, prefix);
    expect(bytes).toEqual(new Uint8Array(32));
  });
});
