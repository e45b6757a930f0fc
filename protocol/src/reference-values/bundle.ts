import { ByteReader, concatBytes, MalformedError, u32 } from "../bytes/index.ts";
import { REFERENCE_MANIFEST_LIMIT_BYTES } from "./manifest.ts";
import { WITNESS_LIMIT_BYTES } from "./witness.ts";

/** What a proxy answers with at most, bytes. */
export const REFERENCE_BUNDLE_LIMIT_BYTES = REFERENCE_MANIFEST_LIMIT_BYTES + WITNESS_LIMIT_BYTES + 8;

/** A signed manifest and its witness statement as they travel, in one answer, so that they belong together. */
export interface ReferenceBundle {
  readonly manifest: Uint8Array;
  /** Empty when there is none. */
  readonly witness: Uint8Array;
}

/** Each part as `u32 length ‖ bytes` (SPEC 10.6). @throws MalformedError for a part over its cap */
export const encodeReferenceBundle = ({ manifest, witness }: ReferenceBundle): Uint8Array<ArrayBuffer> =>
  concatBytes(part(manifest, REFERENCE_MANIFEST_LIMIT_BYTES), part(witness, WITNESS_LIMIT_BYTES));

function part(bytes: Uint8Array, limitBytes: number): Uint8Array {
  if (bytes.length > limitBytes)
    throw new MalformedError(`reference values: larger than ${limitBytes} bytes`);
  return concatBytes(u32(bytes.length), bytes);
}

/** @throws MalformedError */
export function parseReferenceBundle(bytes: Uint8Array): ReferenceBundle {
  const reader = new ByteReader(bytes, "reference values");
  const manifest = take(reader, REFERENCE_MANIFEST_LIMIT_BYTES);
  const witness = take(reader, WITNESS_LIMIT_BYTES);
  reader.end();
  return { manifest, witness };
}

function take(reader: ByteReader, limitBytes: number): Uint8Array {
  const length = reader.u32();
  if (length > limitBytes) throw new MalformedError(`reference values: larger than ${limitBytes} bytes`);
  return reader.take(length);
}
