import { afterEach, describe, expect, it, vi } from "vitest";
import { concatBytes, fromHex, u8, utf8 } from "../bytes/index.ts";
import { integer, integerOf, sequence } from "../testing/der-writer.ts";
import { mintKey } from "../testing/gpu-pki.ts";
import { P384_ORDER, verifyEcdsaDer, verifyEcdsaP384, verifyPss } from "./algorithms.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const { privateKey, spki } = await mintKey();
const signed = utf8("what was signed");
const signature = new Uint8Array(
  await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-384" }, privateKey, signed),
);
const [r, s] = [signature.slice(0, 48), signature.slice(48)];
const numberOf = (value: bigint): Bytes => fromHex(value.toString(16).padStart(96, "0"));

afterEach(() => vi.restoreAllMocks());

describe("an ECDSA signature", () => {
  it("holds over what was signed, and over nothing else", async () => {
    expect(await verifyEcdsaP384(spki, signature, signed)).toBe(true);
    expect(await verifyEcdsaP384(spki, signature, utf8("another text"))).toBe(false);
  });

  it.each([
    ["r is zero", concatBytes(numberOf(0n), s)],
    ["s is zero", concatBytes(r, numberOf(0n))],
    ["r is the order", concatBytes(numberOf(P384_ORDER), s)],
    ["s is the order", concatBytes(r, numberOf(P384_ORDER))],
    ["r is beyond the order", concatBytes(numberOf(P384_ORDER + 1n), s)],
    ["a byte is missing", signature.slice(1)],
    ["a byte is over", concatBytes(signature, u8(0))],
    ["there is nothing", new Uint8Array()],
  ])("never reaches an implementation, which may not check it, where %s", async (_, wrong) => {
    const asked = vi.spyOn(crypto.subtle, "verify");
    expect(await verifyEcdsaP384(spki, wrong, signed)).toBe(false);
    expect(asked).not.toHaveBeenCalled();
  });

  it("is false under a key that can't be one: off the curve, or of no form", async () => {
    const offCurve = concatBytes(spki.slice(0, -1), u8((spki.at(-1) as number) ^ 1));
    expect(await verifyEcdsaP384(offCurve, signature, signed)).toBe(false);
    expect(await verifyPss(spki, signature, signed)).toBe(false);
  });

  it("of a certificate is exactly two numbers", async () => {
    const [first, second] = [integerOf(r), integerOf(s)];
    expect(await verifyEcdsaDer(spki, sequence(first, second), signed)).toBe(true);
    for (const wrong of [
      sequence(first),
      sequence(first, second, integer(1)),
      concatBytes(sequence(first, second), u8(0)),
      sequence(integerOf(concatBytes(u8(1), r)), second),
    ])
      expect(await verifyEcdsaDer(spki, wrong, signed)).toBe(false);
  });
});
