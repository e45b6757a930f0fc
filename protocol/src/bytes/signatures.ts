import { type Ed25519Verifier, verifyEd25519 } from "./ed25519.ts";

/**
 * What `read` makes of bytes that are signed, with Ed25519 as it is to be judged here; throws what it throws. It may run
 * more than once, so it must change nothing. A lean build verifies by the platform where it can (src/lean).
 */
export const withSignatures = async <T>(read: (verify: Ed25519Verifier) => T): Promise<T> =>
  read(verifyEd25519);
