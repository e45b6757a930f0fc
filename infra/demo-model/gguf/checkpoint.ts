import type { Tensor } from "./write.ts";

export type Weights = Pick<Tensor, "name" | "shape" | "values">;

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [begin: number, end: number];
}

/** Reads the safetensors file that training wrote. @throws TypeError on anything but 32-bit floats */
export function readCheckpoint(file: Buffer): Weights[] {
  const dataStart = 8 + Number(file.readBigUInt64LE());
  const { __metadata__: _, ...header } = JSON.parse(file.toString("utf8", 8, dataStart));
  return Object.entries(header as Record<string, HeaderEntry>).map(
    ([name, { dtype, shape, data_offsets }]) => {
      if (dtype !== "F32") throw new TypeError(`${name} is ${dtype}, not F32`);
      const [begin, end] = data_offsets;
      // A copy: the numbers in the file need not begin at a multiple of four.
      const bytes = Uint8Array.from(file.subarray(dataStart + begin, dataStart + end));
      return { name, shape, values: new Float32Array(bytes.buffer) };
    },
  );
}
