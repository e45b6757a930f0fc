import type { StoredMessage, Vault } from "../../storage/port.ts";

/** An answer is opened from the conversation on the screen, which is among the newest. */
const MOST_CONVERSATIONS = 16;

export interface FoundAnswer {
  readonly message: StoredMessage;
  /** Came out of a file: what it says of machines was not checked on this device. */
  readonly imported: boolean;
}

/** The stored answer of that id; null when this device has none any more. */
export async function findAnswer(
  vault: Pick<Vault, "list" | "load">,
  id: string,
): Promise<FoundAnswer | null> {
  for (const head of (await vault.list()).slice(0, MOST_CONVERSATIONS)) {
    const found = await vault.load(head.id);
    const message = found?.messages.find((one) => one.id === id);
    if (message) return { message, imported: found?.imported === true };
  }
  return null;
}
