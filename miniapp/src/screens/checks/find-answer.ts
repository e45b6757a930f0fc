import type { StoredMessage, Vault } from "../../storage/port.ts";

/** An answer is opened from the conversation on the screen, which is among the newest. */
const MOST_CONVERSATIONS = 16;

/** The stored answer of that id; null when this device has none any more. */
export async function findAnswer(
  vault: Pick<Vault, "list" | "load">,
  id: string,
): Promise<StoredMessage | null> {
  for (const head of (await vault.list()).slice(0, MOST_CONVERSATIONS)) {
    const found = (await vault.load(head.id))?.messages.find((message) => message.id === id);
    if (found) return found;
  }
  return null;
}
