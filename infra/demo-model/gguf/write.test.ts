import { expect, test } from "vitest";
import { encodeGguf, type Tensor } from "./write.ts";

const tensors: Tensor[] = [
  { name: "one", shape: [3], values: Float32Array.of(1, 2, 3), type: "F32" },
  { name: "two", shape: [2, 32], values: new Float32Array(64).fill(0.5), type: "F16" },
];

test("a file is its header, metadata, directory and aligned data, byte for byte", () => {
  const file = encodeGguf({ "a.b": { type: "u32", value: 7 } }, tensors);
  const expected = Buffer.concat([
    Buffer.from("GGUF"),
    Buffer.of(3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
    Buffer.of(3, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from("a.b"), 4, 0, 0, 0, 7, 0, 0, 0),
    // One dimension of 3, F32, at 0.
    Buffer.of(3, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from("one"), 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0),
    Buffer.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    // Columns before rows, F16, after the first tensor's padding.
    Buffer.of(3, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from("two"), 2, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0),
    Buffer.of(2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0),
  ]);
  expect(file.subarray(0, expected.length)).toEqual(expected);
  const dataStart = Math.ceil(expected.length / 32) * 32;
  expect(file.subarray(expected.length, dataStart).every((byte) => byte === 0)).toBe(true);
  expect([0, 4, 8].map((at) => file.readFloatLE(dataStart + at))).toEqual([1, 2, 3]);
  expect(file.readUInt16LE(dataStart + 32)).toBe(0x3800);
  expect(file.length).toBe(dataStart + 32 + 128);
});
