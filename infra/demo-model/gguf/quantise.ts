/** ggml's numbers for the ways to store a tensor. */
export const tensorTypes = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 8 } as const;
export type TensorType = keyof typeof tensorTypes;

/** Q4_0 and Q8_0 store blocks of 32 numbers, each block with one F16 scale before it. */
const BLOCK = 32;

/** The bytes of a tensor. @throws RangeError when a block would cross the end: rows must be whole blocks. */
export function encodeTensor(values: Float32Array, type: TensorType): Buffer {
  switch (type) {
    case "F32":
      return encodeEach(values, 4, (bytes, value, at) => bytes.writeFloatLE(value, at));
    case "F16":
      return encodeEach(values, 2, (bytes, value, at) => bytes.writeUInt16LE(toHalf(value), at));
    case "Q8_0":
      return encodeBlocks(values, 34, encodeQ8);
    case "Q4_0":
      return encodeBlocks(values, 18, encodeQ4);
  }
}

function encodeEach(
  values: Float32Array,
  size: number,
  write: (bytes: Buffer, value: number, at: number) => void,
) {
  const bytes = Buffer.alloc(values.length * size);
  for (const [index, value] of values.entries()) write(bytes, value, index * size);
  return bytes;
}

function encodeBlocks(
  values: Float32Array,
  size: number,
  encode: (block: Float32Array, bytes: Buffer) => void,
) {
  if (values.length % BLOCK !== 0)
    throw new RangeError(`${values.length} numbers are not whole blocks of ${BLOCK}`);
  const bytes = Buffer.alloc((values.length / BLOCK) * size);
  for (let index = 0; index < values.length / BLOCK; index++) {
    const block = values.subarray(index * BLOCK, (index + 1) * BLOCK);
    encode(block, bytes.subarray(index * size, (index + 1) * size));
  }
  return bytes;
}

function encodeQ8(block: Float32Array, bytes: Buffer): void {
  const scale = fromHalf(toHalf(furthest(block) / 127));
  bytes.writeUInt16LE(toHalf(scale));
  for (const [index, value] of block.entries())
    bytes.writeInt8(clamp(divide(value, scale), -127, 127), 2 + index);
}

/** A byte holds number i in its low half and number i + 16 in its high half, each as 0 to 15, where 8 stands for zero. */
function encodeQ4(block: Float32Array, bytes: Buffer): void {
  const scale = bestQ4Scale(block);
  bytes.writeUInt16LE(toHalf(scale));
  const level = (index: number) => 8 + clamp(divide(block[index] as number, scale), -8, 7);
  for (let index = 0; index < BLOCK / 2; index++) {
    bytes.writeUInt8(level(index) | (level(index + BLOCK / 2) << 4), 2 + index);
  }
}

/** The scale of least squared error near the obvious one, which spends all 16 levels but rounds the many small badly. */
function bestQ4Scale(block: Float32Array): number {
  const extreme = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  let best = { scale: 0, error: Number.POSITIVE_INFINITY };
  for (let steps = 6.5; steps <= 9; steps += 0.125) {
    const scale = fromHalf(toHalf(extreme / -steps));
    const error = block.reduce(
      (sum, value) => sum + (value - scale * clamp(divide(value, scale), -8, 7)) ** 2,
      0,
    );
    if (error < best.error) best = { scale, error };
  }
  return best.scale;
}

const furthest = (block: Float32Array): number =>
  block.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const divide = (value: number, scale: number): number => (scale === 0 ? 0 : Math.round(value / scale));

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** IEEE 754 half precision, nearest. @throws RangeError beyond its range (65 504). */
export function toHalf(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (!(size < 65_520)) throw new RangeError(`${value} does not fit half precision`);
  // Below 2^-14 halves are evenly spaced; above, a binade has 1024 of them, and rounding up may carry into the next.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = Math.round(size / 2 ** (exponent - 10));
  return sign | (exponent === -14 ? steps : ((exponent + 14) << 10) + steps);
}

export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
