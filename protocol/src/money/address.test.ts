import { Address } from "@ton/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedError, toHex } from "../bytes/index.ts";
import { friendlyAddress, parseTonAddress } from "./index.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const forms = [true, false].flatMap((bounceable) =>
  [true, false].flatMap((testOnly) => [true, false].map((urlSafe) => ({ bounceable, testOnly, urlSafe }))),
);

describe("an address on TON", () => {
  it("is read as TON's own library writes it, in every form", () => {
    fc.assert(
      fc.property(hash, fc.constantFrom(...forms), (bytes, form) => {
        const address = new Address(0, Buffer.from(bytes));
        expect(parseTonAddress(address.toString(form))).toEqual({
          raw: address.toRawString(),
          testOnly: form.testOnly,
        });
      }),
    );
  });

  it("is written as TON's own library writes it", () => {
    fc.assert(
      fc.property(hash, fc.constantFrom(...forms), (bytes, { bounceable, testOnly }) => {
        const address = new Address(0, Buffer.from(bytes));
        const written = friendlyAddress(address.toRawString(), { bounceable, testOnly });
        expect(written).toBe(address.toString({ bounceable, testOnly }));
      }),
    );
  });

  it("has one spelling once it is read", () => {
    const raw = `0:${toHex(new Uint8Array(32).fill(0xab))}`;
    expect(parseTonAddress(raw)).toEqual({ raw, testOnly: false });
    expect(parseTonAddress(raw.replace("abab", "AbAB")).raw).toBe(raw);
  });

  it("is refused with any one character changed", () => {
    const friendly = friendlyAddress(`0:${"5a".repeat(32)}`, { bounceable: false, testOnly: false });
    const place = fc.nat(47);
    const other = fc.constantFrom(...ALPHABET.split(""));
    fc.assert(
      fc.property(place, other, (at, character) => {
        fc.pre(friendly[at] !== character);
        const changed = friendly.slice(0, at) + character + friendly.slice(at + 1);
        expect(() => parseTonAddress(changed)).toThrow(MalformedError);
      }),
    );
  });

  const masterchain = new Address(-1, Buffer.alloc(32));
  it.each([
    ["nothing", ""],
    ["a name", "operator-1"],
    ["another workchain", masterchain.toRawString()],
    ["another workchain, friendly", masterchain.toString()],
    ["too few digits", `0:${"0".repeat(63)}`],
    ["too many digits", `0:${"0".repeat(65)}`],
    ["no hex", `0:${"g".repeat(64)}`],
    ["a space before it", ` 0:${"0".repeat(64)}`],
    ["a leading zero", `00:${"0".repeat(64)}`],
    ["two alphabets at once", `${"+".repeat(24)}${"_".repeat(24)}`],
    ["a megabyte", "A".repeat(1_000_000)],
    // A tag of 0x12, with a checksum that is right.
    ["an unknown kind", "EgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAHsS"],
  ])("is refused as %s", (_what, text) => {
    expect(() => parseTonAddress(text)).toThrow(MalformedError);
  });
});
