import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

/** X25519 with ML-KEM-768 (0x647a): what is recorded today stays closed when one of the two breaks (SPEC 2.1). */
export const kem = new XWing();

/** Wraps the content key; everything else is sealed by symmetric.ts. */
export const aead = new Aes256Gcm();

/** RFC 9180 over X-Wing, HKDF-SHA256 (0x0001), AES-256-GCM (0x0002). */
export const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead });

/** An X-Wing private key is its 32-byte seed; both halves are expanded from it. */
export const PRIVATE_KEY_BYTES = 32;
