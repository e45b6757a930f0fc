/** AMD's and the firmware's tables are little-endian; everything of our own is big-endian (SPEC 1.1). */
export function littleEndian(bytes: number, value: bigint | number): Uint8Array<ArrayBuffer> {
  let rest = BigInt(value);
  if (rest < 0n || rest >> BigInt(bytes * 8)) throw new RangeError(`value does not fit ${bytes} bytes`);
  const out = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++, rest >>= 8n) out[i] = Number(rest & 0xffn);
  return out;
}

export const readLittleEndian = (bytes: Uint8Array): number =>
  bytes.reduceRight((value, byte) => value * 256 + byte, 0);

/** A GUID as firmware tables store it: the first three groups little-endian, the rest as written. */
export function guidBytes(guid: string): Uint8Array<ArrayBuffer> {
  const hex = guid.replaceAll("-", "");
  const bytes = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Uint8Array.from(order, (from) => bytes[from] as number);
}
