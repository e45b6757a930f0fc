import { sha384 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes, fromHex, MalformedError } from "../bytes/index.ts";
import { littleEndian, readLittleEndian } from "./little-endian.ts";

const ID_BLOCK_BYTES = 96;
const ID_BLOCK_VERSION = 1;
/** AMD's form of a public key: curve, two numbers of 72 bytes, and room for keys to come. */
const AMD_KEY_BYTES = 0x404;
const CURVE_P384 = 2;
const NUMBER_BYTES = 72;

/** What an image's owner signs so that the firmware starts nothing else under the owner's key (AMD 56860, 8.18). */
export interface IdBlock {
  /** 48 bytes. */
  readonly launchDigest: Uint8Array;
  /** 16 bytes each; free text of the owner's. */
  readonly familyId: Uint8Array;
  readonly imageId: Uint8Array;
  readonly guestSvn: number;
  /** POLICY, the 64 bits of SPEC 3.3. */
  readonly policy: bigint;
}

/** LD ‖ FAMILY_ID ‖ IMAGE_ID ‖ u32 version ‖ u32 GUEST_SVN ‖ u64 POLICY, little-endian: what the ID key signs. */
export const encodeIdBlock = (block: IdBlock): Uint8Array<ArrayBuffer> =>
  concatBytes(
    sized(block.launchDigest, 48),
    sized(block.familyId, 16),
    sized(block.imageId, 16),
    littleEndian(4, ID_BLOCK_VERSION),
    littleEndian(4, block.guestSvn),
    littleEndian(8, block.policy),
  );

/** @throws MalformedError */
export function parseIdBlock(bytes: Uint8Array): IdBlock {
  if (bytes.length !== ID_BLOCK_BYTES) throw new MalformedError(`ID block: not ${ID_BLOCK_BYTES} bytes`);
  if (readLittleEndian(bytes.subarray(80, 84)) !== ID_BLOCK_VERSION)
    throw new MalformedError("ID block: not of version 1");
  return {
    launchDigest: bytes.slice(0, 48),
    familyId: bytes.slice(48, 64),
    imageId: bytes.slice(64, 80),
    guestSvn: readLittleEndian(bytes.subarray(84, 88)),
    policy: new DataView(bytes.buffer, bytes.byteOffset, ID_BLOCK_BYTES).getBigUint64(88, true),
  };
}

/** Everything of a P-384 SubjectPublicKeyInfo before the two coordinates. */
const P384_SPKI = fromHex("3076301006072a8648ce3d020106052b8104002203620004");

/**
 * ID_KEY_DIGEST or AUTHOR_KEY_DIGEST of a report: SHA-384 of the key in AMD's own form.
 * @param spki a P-384 public key, DER SubjectPublicKeyInfo. @throws MalformedError for any other key
 */
export function idKeyDigest(spki: Uint8Array): Uint8Array<ArrayBuffer> {
  const point = spki.subarray(P384_SPKI.length);
  if (!equalBytes(spki.subarray(0, P384_SPKI.length), P384_SPKI) || point.length !== 96)
    throw new MalformedError("ID key: not a P-384 public key");
  const key = new Uint8Array(AMD_KEY_BYTES);
  key.set(littleEndian(4, CURVE_P384), 0);
  key.set(point.slice(0, 48).reverse(), 4);
  key.set(point.slice(48).reverse(), 4 + NUMBER_BYTES);
  return new Uint8Array(sha384(key));
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new MalformedError(`ID block: a field is not ${length} bytes`);
  return bytes;
}
