import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeTensor, fromHalf, toHalf } from "./quantise.ts";

const block = fc
  .array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 32, maxLength: 32 })
  .map((values) => Float32Array.from(values));

/** As ggml reads them back. */
function decodeQ8(bytes: Buffer): number[] {
  const scale = fromHalf(bytes.readUInt16LE());
  return Array.from({ length: 32 }, (_, index) => scale * bytes.readInt8(2 + index));
}

function decodeQ4(bytes: Buffer): number[] {
  const scale = fromHalf(bytes.readUInt16LE());
  const nibble = (index: number) =>
    index < 16 ? bytes.readUInt8(2 + index) & 15 : bytes.readUInt8(index - 14) >> 4;
  return Array.from({ length: 32 }, (_, index) => scale * (nibble(index) - 8));
}

const largest = (values: Float32Array) => Math.max(...values.map(Math.abs));

test("half precision agrees with known values", () => {
  expect([0, 1, -2, 65_504, 2 ** -24, 2 ** -14, 1 / 3].map(toHalf)).toEqual([
    0, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x3555,
  ]);
  expect(() => toHalf(70_000)).toThrow(RangeError);
});

test("every finite half comes back as itself", () => {
  for (let bits = 0; bits < 0x7c00; bits++) expect(toHalf(fromHalf(bits))).toBe(bits);
});

test("Q8_0 is off by no more than half a step and the scale's own rounding", () => {
  fc.assert(
    fc.property(block, (values) => {
      const decoded = decodeQ8(encodeTensor(values, "Q8_0"));
      const tolerance = largest(values) * (0.5 / 127 + 2 ** -10) + 2 ** -17;
      for (const [index, value] of values.entries()) {
        expect(Math.abs((decoded[index] as number) - value)).toBeLessThanOrEqual(tolerance);
      }
    }),
  );
});

test("Q4_0 is off by no more than about an eighth of the largest", () => {
  fc.assert(
    fc.property(block, (values) => {
      const decoded = decodeQ4(encodeTensor(values, "Q4_0"));
      const error = Math.hypot(...values.map((value, index) => value - (decoded[index] as number)));
      expect(error).toBeLessThanOrEqual((largest(values) / 8) * Math.sqrt(32) + 2 ** -15);
    }),
  );
});

test("a block of zeros stays zeros", () => {
  expect(decodeQ8(encodeTensor(new Float32Array(32), "Q8_0")).every((value) => value === 0)).toBe(true);
  expect(decodeQ4(encodeTensor(new Float32Array(32), "Q4_0")).every((value) => value === 0)).toBe(true);
});

test("refuses what is not whole blocks", () => {
  expect(() => encodeTensor(new Float32Array(33), "Q8_0")).toThrow(RangeError);
});
