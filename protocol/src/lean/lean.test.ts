import { afterEach, describe, expect, it, vi } from "vitest";
import * as ed25519 from "../bytes/ed25519.ts";
import { concatBytes, fromHex, toHex, utf8 } from "../bytes/index.ts";
import { x25519 as inJavaScript } from "../hpke/x25519.ts";
import * as absent from "./ed25519.ts";
import { withSignatures } from "./signatures.ts";
import { x25519 } from "./x25519.ts";

afterEach(() => vi.restoreAllMocks());

/** As in the oldest WebViews: no key of these curves can be imported. */
const withoutCurves = () =>
  vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new DOMException("unknown", "NotSupportedError"));

const MESSAGE = utf8("cocoon");
const { secretKey, publicKey } = ed25519.generateEd25519();
const signature = ed25519.signEd25519(MESSAGE, secretKey);
const changed = signature.map((byte, at) => (at === 3 ? byte ^ 1 : byte));
/** Of low order, and the last one not reduced: strict platforms refuse them, ZIP 215 does not. */
const ODD = ["01", "00", "ee"].map((first) =>
  fromHex(`${first}${(first === "ee" ? "ff" : "00").repeat(30)}${first === "ee" ? "7f" : "00"}`),
);
const SIGNED: readonly (readonly [name: string, signature: Uint8Array, publicKey: Uint8Array])[] = [
  ["in order", signature, publicKey],
  ["changed", changed, publicKey],
  ["cut", signature.subarray(1), publicKey],
  ["of another key", signature, publicKey.map((byte) => byte ^ 1)],
  ["of a key that is cut", signature, publicKey.subarray(1)],
  ...ODD.flatMap((point) =>
    [0, 1].map((s) => {
      const number = new Uint8Array(32).fill(s, 0, 1);
      return [
        `of the odd point ${toHex(point).slice(0, 2)}, s ${s}`,
        concatBytes(point, number),
        point,
      ] as const;
    }),
  ),
];

describe.each([
  ["with the platform's curves", () => undefined],
  ["on a platform without them", withoutCurves],
])("a lean build %s", (_platform, prepare) => {
  it.each(SIGNED)("judges a signature as JavaScript does: %s", async (_name, given, key) => {
    prepare();
    const expected = ed25519.verifyEd25519(given, MESSAGE, key);
    expect(await withSignatures((verify) => verify(given, MESSAGE, key))).toBe(expected);
  });

  it("gives what the reading gives or throws, and never by a signature that does not hold", async () => {
    prepare();
    const read = (given: Uint8Array) =>
      withSignatures((verify) => {
        if (!verify(given, MESSAGE, publicKey)) throw new Error("not signed");
        if (!verify(signature, MESSAGE, publicKey)) throw new Error("not reached");
        throw new RangeError("signed, and wrong all the same");
      });
    await expect(read(signature)).rejects.toThrow("signed, and wrong all the same");
    await expect(read(changed)).rejects.toThrow("not signed");
    expect(await withSignatures(() => "nothing is signed")).toBe("nothing is signed");
  });

  it("multiplies points of X25519 as JavaScript does", async () => {
    prepare();
    const [mine, theirs] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];
    const point = await x25519.getPublicKey(theirs);
    expect(point).toEqual(await inJavaScript.getPublicKey(theirs));
    const secret = await x25519.getSharedSecret(mine, point);
    expect(secret).toEqual(await inJavaScript.getSharedSecret(mine, point));
    expect(mine).toEqual(new Uint8Array(32).fill(7));
  });

  it.each([
    ["of low order", new Uint8Array(32)],
    ["of another length", new Uint8Array(31).fill(9)],
  ])("refuses a point %s", async (_what, point) => {
    prepare();
    const mine = new Uint8Array(32).fill(7);
    await expect(x25519.getSharedSecret(mine, point)).rejects.toThrow();
    await expect(inJavaScript.getSharedSecret(mine, point)).rejects.toThrow();
  });
});

it("verifies nothing by what it leaves out, and signs nothing by it", () => {
  expect(() => absent.verifyEd25519(signature, MESSAGE, publicKey)).toThrow("withSignatures");
  expect(() => absent.signEd25519()).toThrow("withSignatures");
});
