// In a lean build, in the place of bytes/ed25519.ts: it verifies by withSignatures alone, and signs nothing.
import type { Ed25519Verifier } from "../bytes/ed25519.ts";

export type { Ed25519Verifier };

const absent = (): never => {
  throw new Error("a lean build verifies by withSignatures");
};

export const verifyEd25519: Ed25519Verifier = absent;
export const signEd25519 = absent;
export const generateEd25519 = absent;
export const ed25519PublicKey = absent;
