import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { type Builder, beginCell, type Cell, type Slice } from "@ton/core";

/** Keys are 32 bytes; no key is a zero on chain and null here. */
export const keyNumber = (key: Uint8Array | null): bigint => {
  if (key === null) return 0n;
  if (key.length !== 32) throw new RangeError("a key is 32 bytes");
  return key.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
};

export function keyBytes(value: bigint): Uint8Array | null {
  if (value === 0n) return null;
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * (31 - index))) & 255n));
}

export function storeSignature(signature: Uint8Array) {
  if (signature.length !== 64) throw new RangeError("a signature is 64 bytes");
  return (builder: Builder): void => {
    builder
      .storeUint(keyNumber(signature.subarray(0, 32)), 256)
      .storeUint(keyNumber(signature.subarray(32)), 256);
  };
}

export const loadNanoton = (slice: Slice): Nanoton => nanoton(slice.loadCoins());

/** A message: its prefix, the sender's own reference where it has one, and the rest. */
export const message = (opcode: number, queryId: bigint | null, rest?: (builder: Builder) => void): Cell => {
  const builder = beginCell().storeUint(opcode, 32);
  if (queryId !== null) builder.storeUint(queryId, 64);
  rest?.(builder);
  return builder.endCell();
};

/**
 * What `read` makes of the body after its prefix; null where it is another message or does not read as this one to its end.
 * @param isOpen whatever comes after what is read is passed over, as the contract does
 */
export function decode<T>(body: Cell, opcode: number, read: (slice: Slice) => T, isOpen = false): T | null {
  if (body.isExotic || body.bits.length < 32) return null;
  const slice = body.beginParse();
  if (slice.loadUint(32) !== opcode) return null;
  try {
    const value = read(slice);
    if (!isOpen) slice.endParse();
    return value;
  } catch {
    return null;
  }
}
