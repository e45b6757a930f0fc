export { concatBytes, equalBytes, fromUtf8, label, u8, u16, u32, u64, utf8 } from "./bytes.ts";
export { fromBase64Url, fromHex, isHex, toBase64Url, toHex } from "./text.ts";
export { ifMalformed, MalformedError } from "./malformed.ts";
export { ByteReader } from "./reader.ts";
export { sha256, Sha256 } from "./hash.ts";
export { Secret } from "./secret.ts";
export {
  type Ed25519Verifier,
  ed25519PublicKey,
  generateEd25519,
  signEd25519,
  verifyEd25519,
} from "#ed25519";
export { type Ed25519, loadEd25519, withSignatures } from "#signatures";
