import { concatBytes, MalformedError, u32, utf8 } from "../bytes/index.ts";
import { CHUNK_BYTES, INNER_LENGTH_BYTES, TAG_BYTES } from "../envelope-header/layout.ts";
import { hkdfSha256, PartCipher } from "../hpke/symmetric.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Every envelope has its own content key, and the core is its salt (SPEC 4.7). */
function chunkCipher(contentKey: Uint8Array, coreHash: Bytes): Promise<PartCipher> {
  const key = hkdfSha256(contentKey, coreHash, utf8("cocoon/v1 request key"), 32);
  const nonce = hkdfSha256(contentKey, coreHash, utf8("cocoon/v1 request nonce"), 12);
  return PartCipher.create(key, nonce, coreHash);
}

/** u32 length ‖ plaintext ‖ zeros up to the bucket (SPEC 4.6). */
export function padBody(plaintext: Uint8Array, bucketBytes: number): Bytes {
  const body = new Uint8Array(bucketBytes);
  body.set(u32(plaintext.length));
  body.set(plaintext, INNER_LENGTH_BYTES);
  return body;
}

/** The plaintext of an opened body. @throws MalformedError for a length or a padding that SPEC 4.6 does not allow */
export function unpadBody(body: Bytes): Bytes {
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0);
  const end = INNER_LENGTH_BYTES + length;
  if (end > body.length) throw new MalformedError("body is longer than its bucket");
  if (body.subarray(end).some((byte) => byte !== 0)) throw new MalformedError("body's padding is not zero");
  return body.slice(INNER_LENGTH_BYTES, end);
}

/** Seals a padded body in chunks of 16 KiB (SPEC 4.7). */
export async function sealBody(contentKey: Uint8Array, coreHash: Bytes, body: Bytes): Promise<Bytes> {
  const cipher = await chunkCipher(contentKey, coreHash);
  const chunks = cut(body, CHUNK_BYTES);
  return concatBytes(
    ...(await Promise.all(chunks.map((chunk, i) => cipher.seal(i, i === chunks.length - 1, chunk)))),
  );
}

/** The padded body; null when a chunk is not the one that was sealed. */
export async function openBody(
  contentKey: Uint8Array,
  coreHash: Bytes,
  sealed: Bytes,
): Promise<Bytes | null> {
  const cipher = await chunkCipher(contentKey, coreHash);
  const chunks = cut(sealed, CHUNK_BYTES + TAG_BYTES);
  const opened = await Promise.all(chunks.map((chunk, i) => cipher.open(i, i === chunks.length - 1, chunk)));
  const body = concatBytes(...opened.filter((chunk) => chunk !== null));
  for (const chunk of opened) chunk?.fill(0);
  return opened.includes(null) ? null : body;
}

const cut = (bytes: Bytes, size: number): Bytes[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
