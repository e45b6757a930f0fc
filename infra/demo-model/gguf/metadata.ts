/** A metadata value and the GGUF type that it is written as. */
export type MetadataValue =
  | { type: "u32"; value: number }
  | { type: "f32"; value: number }
  | { type: "bool"; value: boolean }
  | { type: "string"; value: string }
  | { type: "i32[]"; value: readonly number[] }
  | { type: "string[]"; value: readonly string[] };

export type Metadata = Readonly<Record<string, MetadataValue>>;

const typeIds = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

export const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const i32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const f32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};

/** Length in bytes, then UTF-8 without an end mark. */
export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, "utf8");
  return Buffer.concat([u64(bytes.length), bytes]);
};

/** Key, type and value of every entry, in the order given. */
export function encodeMetadata(metadata: Metadata): Buffer {
  return Buffer.concat(Object.entries(metadata).flatMap(([key, value]) => [text(key), encodeValue(value)]));
}

function encodeValue(entry: MetadataValue): Buffer {
  switch (entry.type) {
    case "u32":
      return Buffer.concat([u32(typeIds.u32), u32(entry.value)]);
    case "f32":
      return Buffer.concat([u32(typeIds.f32), f32(entry.value)]);
    case "bool":
      return Buffer.concat([u32(typeIds.bool), Buffer.of(entry.value ? 1 : 0)]);
    case "string":
      return Buffer.concat([u32(typeIds.string), text(entry.value)]);
    case "i32[]":
      return encodeArray(typeIds.i32, entry.value.map(i32));
    case "string[]":
      return encodeArray(typeIds.string, entry.value.map(text));
  }
}

function encodeArray(itemType: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(typeIds.array), u32(itemType), u64(items.length), ...items]);
}
