import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ByteReader,
  concatBytes,
  equalBytes,
  fromBase64Url,
  fromHex,
  fromUtf8,
  generateEd25519,
  isHex,
  MalformedError,
  Secret,
  Sha256,
  sha256,
  signEd25519,
  toBase64Url,
  toHex,
  u8,
  u16,
  u32,
  u64,
  utf8,
  verifyEd25519,
} from "./index.ts";

const anyBytes = fc.uint8Array({ maxLength: 70 });

describe("text of bytes", () => {
  it("comes back from hex and from base64url", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(new Uint8Array(bytes));
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it("has one spelling", () => {
    for (const text of ["a", "AB", "0g", "ab ", "0xab"]) expect(() => fromHex(text)).toThrow(MalformedError);
    // A byte's leftover bits, padding, the other alphabet, a length that no bytes have.
    for (const text of ["AB", "AA==", "+A", "/w", "A", "AA A", "ы"])
      expect(() => fromBase64Url(text)).toThrow(MalformedError);
    expect([isHex("abcd", 2), isHex("abcd", 3), isHex("ABCD", 2), isHex("xyzz", 2)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("is UTF-8 without anything replaced", () => {
    expect(fromUtf8(utf8("ё🌤\u0000\uFEFF"))).toBe("ё🌤\u0000\uFEFF");
    for (const hex of ["ff", "c0af", "eda080", "f09f8c"])
      expect(() => fromUtf8(fromHex(hex))).toThrow(MalformedError);
  });
});

describe("a reader", () => {
  it("reads what the writers of integers write, and nothing behind the end", () => {
    const reader = new ByteReader(concatBytes(u8(1), u16(2), u32(3), u64(4n), utf8("ab")), "test");
    expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([1, 2, 3, 4n]);
    expect([reader.offset, reader.remaining]).toEqual([15, 2]);
    expect(() => reader.end()).toThrow("test has bytes after its end");
    expect(() => reader.take(3)).toThrow("test ends early");
    expect(reader.take(2)).toEqual(utf8("ab"));
    reader.end();
  });

  it("gives copies", () => {
    const bytes = utf8("ab");
    const taken = new ByteReader(bytes, "test").take(2);
    bytes.fill(0);
    expect(taken).toEqual(utf8("ab"));
  });

  it("has writers that refuse what does not fit", () => {
    for (const write of [() => u8(256), () => u16(-1), () => u32(2 ** 32), () => u64(2n ** 64n)])
      expect(write).toThrow(RangeError);
  });
});

it("compares bytes of one length only", () => {
  expect(equalBytes(utf8("ab"), utf8("ab"))).toBe(true);
  expect(equalBytes(utf8("ab"), utf8("ac"))).toBe(false);
  expect(equalBytes(utf8("ab"), utf8("abc"))).toBe(false);
});

it("hashes a stream as the whole, and goes on after a digest", () => {
  const hash = new Sha256().update(utf8("a"));
  expect(hash.digest()).toEqual(sha256(utf8("a")));
  expect(hash.update(utf8("bc")).digest()).toEqual(sha256(utf8("ab"), utf8("c")));
});

it("verifies Ed25519 and gives false for what can't be a key or a signature", () => {
  const { secretKey, publicKey } = generateEd25519();
  const signature = signEd25519(utf8("message"), secretKey);
  expect(verifyEd25519(signature, utf8("message"), publicKey)).toBe(true);
  expect(verifyEd25519(signature, utf8("massage"), publicKey)).toBe(false);
  expect(verifyEd25519(signature.subarray(1), utf8("message"), publicKey)).toBe(false);
  expect(verifyEd25519(signature, utf8("message"), publicKey.subarray(1))).toBe(false);
  expect(verifyEd25519(signature, utf8("message"), new Uint8Array(32).fill(0xff))).toBe(false);
});

it("prints no secret in any way of printing", () => {
  const secret = new Secret("key");
  const printed = [String(secret), JSON.stringify({ secret }), inspect(secret), inspect({ secret })];
  expect(printed.every((text) => text.includes("REDACTED") && !text.includes("key"))).toBe(true);
  expect(secret.reveal()).toBe("key");
});
