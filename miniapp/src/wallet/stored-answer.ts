import type { StoredMessage, Vault } from "../storage/port.ts";

export type StoredAnswer = StoredMessage & { readonly answer: NonNullable<StoredMessage["answer"]> };

/** The answer of a job, where this phone has it; the newest conversations are looked through first. */
export async function storedAnswer(
  vault: Pick<Vault, "list" | "load">,
  jobId: string,
): Promise<StoredAnswer | null> {
  for (const { id } of await vault.list()) {
    const conversation = await vault.load(id);
    const found = conversation?.messages.find(({ answer }) => answer?.jobId === jobId);
    if (found?.answer) return { ...found, answer: found.answer };
  }
  return null;
}
