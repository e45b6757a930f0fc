import type { Ed25519Verifier } from "../bytes/ed25519.ts";
import type { Ed25519 } from "../bytes/signatures.ts";

export type { Ed25519 };

export const loadEd25519 = (): Promise<Ed25519> => import("../bytes/ed25519.ts");

interface Asked {
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly message: Uint8Array<ArrayBuffer>;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** What `read` gives or throws. */
type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * As bytes/signatures.ts, with the platform's own Ed25519 where it says yes. Its no is never taken: platforms differ in odd
 * points and keys, so the same JavaScript as everywhere decides then, loaded for it. Whatever a platform's strict
 * verification takes, that one takes too (it follows ZIP 215), so both give the same verdict on every input.
 *
 * The first run assumes that every signature holds, and is believed only once all of them do.
 */
export async function withSignatures<T>(read: (verify: Ed25519Verifier) => T): Promise<T> {
  const asked: Asked[] = [];
  const assumed = outcomeOf(() =>
    read((signature, message, publicKey) => {
      asked.push({
        signature: new Uint8Array(signature),
        message: new Uint8Array(message),
        publicKey: new Uint8Array(publicKey),
      });
      return true;
    }),
  );
  const held = await Promise.all(asked.map(holds));
  if (held.every(Boolean)) return resultOf(assumed);
  const { verifyEd25519 } = await loadEd25519();
  return read(verifyEd25519);
}

function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function resultOf<T>(outcome: Outcome<T>): T {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/** False also where the platform has no Ed25519, or finds fault with the key. */
async function holds({ signature, message, publicKey }: Asked): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch {
    return false;
  }
}
