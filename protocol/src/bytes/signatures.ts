import * as ed25519 from "./ed25519.ts";

/** All that Ed25519 does here, for who signs: a lean build loads it for that. */
export type Ed25519 = typeof ed25519;

export const loadEd25519 = async (): Promise<Ed25519> => ed25519;

/**
 * What `read` makes of bytes that are signed, with Ed25519 as it is to be judged here; throws what it throws. It may run
 * more than once, so it must change nothing. A lean build verifies by the platform where it can (src/lean).
 */
export const withSignatures = async <T>(read: (verify: ed25519.Ed25519Verifier) => T): Promise<T> =>
  read(ed25519.verifyEd25519);
