import { concatBytes, fromHex, utf8, withSignatures } from "@cocoon/protocol/bytes";
import type { Judgement } from "@cocoon/protocol/vectors";

/** y of the points of low order that have no twin, then two encodings for each of the others; both signs of x for all. */
const LOW_ORDER_Y = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  // Not reduced.
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map(fromHex);

const withSign = (y: Uint8Array): Uint8Array => y.map((byte, at) => (at === 31 ? byte | 0x80 : byte));

const POINTS = LOW_ORDER_Y.flatMap((y) => [y, withSign(y)]);
const ZERO = new Uint8Array(32);
const ONE = new Uint8Array(32).fill(1, 0, 1);

/**
 * Ed25519 where platforms differ: each point of low order, in each of its encodings, as key and as R. By ZIP 215, which
 * protocol's JavaScript follows, all of them hold with s = 0 and none with s = 1; strict platforms refuse most.
 */
export const judgeOddSignatures = (): Promise<Judgement[]> =>
  Promise.all(
    POINTS.flatMap((publicKey, key) =>
      POINTS.flatMap((r, point) => [
        judged(`key ${key}, R ${point}, s 0`, concatBytes(r, ZERO), publicKey, true),
        judged(`key ${key}, R ${point}, s 1`, concatBytes(r, ONE), publicKey, false),
      ]),
    ),
  );

async function judged(
  id: string,
  signature: Uint8Array,
  publicKey: Uint8Array,
  expected: boolean,
): Promise<Judgement> {
  const got = await withSignatures((verify) => verify(signature, utf8("Zcash"), publicKey));
  const mismatches = got === expected ? [] : [{ what: "verdict", expected, got }];
  return { id, mismatches, otherReason: null };
}
