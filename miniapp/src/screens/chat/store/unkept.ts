import { signal } from "@preact/signals";

/** Why the phone did not keep what was said last, as a sentence; null while it does. */
export const unkept = signal<string | null>(null);

/** Tells the person that a write of the vault failed; the words for it come only then. */
export async function tellUnkept(error: unknown): Promise<void> {
  const { vaultProblem } = await import("../../../storage/vault-problem.ts");
  unkept.value = vaultProblem(error);
}
