import { encodeMetadata, type Metadata, text, u32, u64 } from "./metadata.ts";
import { encodeTensor, type TensorType, tensorTypes } from "./quantise.ts";

export interface Tensor {
  name: string;
  /** Rows first, as torch counts; GGUF counts from the fastest dimension, so the file has them reversed. */
  shape: readonly number[];
  values: Float32Array;
  type: TensorType;
}

const VERSION = 3;
/** Both the data and each tensor in it begin at a multiple of this. */
const ALIGNMENT = 32;

/** A whole GGUF file: header, metadata, tensor directory, data. */
export function encodeGguf(metadata: Metadata, tensors: readonly Tensor[]): Buffer {
  const data = tensors.map(({ values, type }) => padded(encodeTensor(values, type)));
  const head = Buffer.concat([
    Buffer.from("GGUF", "ascii"),
    u32(VERSION),
    u64(tensors.length),
    u64(Object.keys(metadata).length),
    encodeMetadata(metadata),
    encodeDirectory(tensors, data),
  ]);
  return Buffer.concat([padded(head), ...data]);
}

function encodeDirectory(tensors: readonly Tensor[], data: readonly Buffer[]): Buffer {
  let offset = 0;
  const entries = tensors.map(({ name, shape, type }, index) => {
    const dimensions = [u32(shape.length), ...shape.toReversed().map(u64)];
    const entry = Buffer.concat([text(name), ...dimensions, u32(tensorTypes[type]), u64(offset)]);
    offset += (data[index] as Buffer).length;
    return entry;
  });
  return Buffer.concat(entries);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}
