import { generateEd25519, signEd25519, utf8, verifyEd25519 } from "@cocoon/protocol/bytes";
import { describe, expect, it } from "vitest";
import { verifyByOpenSsl } from "./ed25519.ts";

const { secretKey, publicKey } = generateEd25519();
const message = utf8("a receipt");
const signature = signEd25519(message, secretKey);

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
};

describe("Ed25519 of OpenSSL", () => {
  it("accepts what protocol signs", () => {
    expect(verifyByOpenSsl(signature, message, publicKey)).toBe(true);
  });

  it("refuses every single-bit change of the signature, as protocol does", () => {
    for (let bit = 0; bit < signature.length * 8; bit++)
      expect(verifyByOpenSsl(flipped(signature, bit), message, publicKey)).toBe(false);
    expect(verifyEd25519(flipped(signature, 0), message, publicKey)).toBe(false);
  });

  it("refuses another message and another key", () => {
    expect(verifyByOpenSsl(signature, flipped(message, 0), publicKey)).toBe(false);
    expect(verifyByOpenSsl(signature, message, generateEd25519().publicKey)).toBe(false);
  });

  it.each([0, 31, 33, 64])("is false, not an exception, for a key of %d bytes", (length) => {
    expect(verifyByOpenSsl(signature, message, new Uint8Array(length))).toBe(false);
  });

  it.each([0, 63, 65])("is false, not an exception, for a signature of %d bytes", (length) => {
    expect(verifyByOpenSsl(new Uint8Array(length), message, publicKey)).toBe(false);
  });
});
