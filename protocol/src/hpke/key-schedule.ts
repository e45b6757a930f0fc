import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, u16, u8, utf8 } from "../bytes/index.ts";
import { KEM_ID } from "./x-wing.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const HKDF_SHA256 = 0x0001;
const AES_256_GCM = 0x0002;
const BASE_MODE = u8(0);
const EMPTY = new Uint8Array();
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const HASH_BYTES = 32;

const suiteId = (aeadId: number): Bytes =>
  concatBytes(utf8("HPKE"), u16(KEM_ID), u16(HKDF_SHA256), u16(aeadId));

/** What both ends of an exchange derive from its shared secret. */
export interface Schedule {
  readonly key: Bytes;
  readonly baseNonce: Bytes;
  /** Secret values besides the key, bound to their context (RFC 9180 §5.3). */
  exported(context: Uint8Array, lengthBytes: number): Bytes;
}

/**
 * RFC 9180 §5.1 in base mode over X-Wing and HKDF-SHA256, for an AEAD with keys of 32 bytes and nonces of 12.
 * @param aeadId AES-256-GCM, SPEC 2.1; the published vectors have another one of the same sizes
 */
export function keySchedule(sharedSecret: Uint8Array, info: Uint8Array, aeadId = AES_256_GCM): Schedule {
  const suite = suiteId(aeadId);
  const labeled = (label: string, data: Uint8Array) => concatBytes(utf8("HPKE-v1"), suite, utf8(label), data);
  const labeledExtract = (salt: Uint8Array, label: string, ikm: Uint8Array) =>
    extract(sha256, labeled(label, ikm), salt);
  const labeledExpand = (prk: Uint8Array, label: string, context: Uint8Array, lengthBytes: number): Bytes =>
    new Uint8Array(expand(sha256, prk, concatBytes(u16(lengthBytes), labeled(label, context)), lengthBytes));
  const context = concatBytes(
    BASE_MODE,
    labeledExtract(EMPTY, "psk_id_hash", EMPTY),
    labeledExtract(EMPTY, "info_hash", info),
  );
  const secret = labeledExtract(sharedSecret, "secret", EMPTY);
  const exporterSecret = labeledExpand(secret, "exp", context, HASH_BYTES);
  const key = labeledExpand(secret, "key", context, KEY_BYTES);
  const baseNonce = labeledExpand(secret, "base_nonce", context, NONCE_BYTES);
  secret.fill(0);
  return {
    key,
    baseNonce,
    exported: (exporter, lengthBytes) => labeledExpand(exporterSecret, "sec", exporter, lengthBytes),
  };
}
