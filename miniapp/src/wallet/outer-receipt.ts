import { ByteReader, fromBase64Url, fromUtf8 } from "@cocoon/protocol/bytes";

export type Fact = readonly [name: string, value: string];

/**
 * The fields of a signed receipt, to be shown to an expert as they are: `u16 length ‖ JSON ‖ signature` (SPEC 6.7). Who signed it
 * was checked when the answer came; here nothing rests on it. Null for anything else.
 */
export function receiptFields(encoded: string): readonly Fact[] | null {
  try {
    const reader = new ByteReader(fromBase64Url(encoded), "receipt");
    const json: unknown = JSON.parse(fromUtf8(reader.take(reader.u16())));
    if (typeof json !== "object" || json === null) return null;
    return Object.entries(json).map(([name, value]) => [name, plain(value)] as const);
  } catch {
    return null;
  }
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
