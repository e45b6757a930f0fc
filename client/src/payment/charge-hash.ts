import { concatBytes, fromHex, sha256, u16, u32, u8, utf8 } from "@cocoon/protocol/bytes";
import type { Nanoton } from "@cocoon/protocol/money";

/** What a payer key signs: all that may be taken from an escrow in this epoch. */
export interface Charge {
  readonly epoch: number;
  readonly cumulativeNanoton: Nanoton;
  /** Unix seconds. */
  readonly validUntil: number;
}

const BASECHAIN = /^0:([0-9a-f]{64})$/;
/** How a cell says that it ends within a byte: a one, then zeros. */
const END = "1";

/**
 * The hash of the voucher's cell, as the contract and `@cocoon/contracts/voucher` make it: written out, because a browser that
 * signs one cell needs none of the TON libraries. One cell without references: its hash is that of two bytes of sizes and its
 * bits.
 * @param escrow "0:" and 64 digits of hex @param globalId of the network
 */
export function chargeHash(escrow: string, globalId: number, charge: Charge): Uint8Array<ArrayBuffer> {
  const [, address] = BASECHAIN.exec(escrow) ?? [];
  if (address === undefined) throw new RangeError("an escrow is a raw address");
  const { epoch, cumulativeNanoton, validUntil } = charge;
  const bits = [
    bitsOf(utf8("CHG1")),
    bitsOf(u32(globalId >>> 0)),
    // A standard address without anycast, its workchain and its hash.
    "100",
    bitsOf(u8(0)),
    bitsOf(fromHex(address)),
    bitsOf(u32(epoch)),
    coinsBits(cumulativeNanoton),
    bitsOf(u32(validUntil)),
  ].join("");
  const whole = Math.floor(bits.length / 8);
  const started = Math.ceil(bits.length / 8);
  return sha256(concatBytes(u16(whole + started), bytesOf(bits)));
}

const bitsOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");

/** Four bits say how many bytes follow. */
function coinsBits(amount: bigint): string {
  const hex = amount === 0n ? "" : amount.toString(16);
  const bytes = fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
  return bytes.length.toString(2).padStart(4, "0") + bitsOf(bytes);
}

/** Filled up to whole bytes, where it ends within one. */
function bytesOf(bits: string): Uint8Array {
  const filled = bits.length % 8 === 0 ? bits : `${bits}${END}`;
  const bytes = new Uint8Array(Math.ceil(filled.length / 8));
  for (let at = 0; at < filled.length; at++)
    if (filled[at] === "1") bytes[at >> 3] = (bytes[at >> 3] as number) | (0x80 >> (at & 7));
  return bytes;
}
