import type { StoredMessage, Vault } from "../../storage/port.ts";

export interface FoundAnswer {
  readonly message: StoredMessage;
  /** Came out of a file: what it says of machines was not checked on this device. */
  readonly imported: boolean;
}

/** The stored answer of that id; null when this device has none any more. The newest conversations are looked through first. */
export async function findAnswer(
  vault: Pick<Vault, "list" | "load">,
  id: string,
): Promise<FoundAnswer | null> {
  for (const head of await vault.list()) {
    const found = await vault.load(head.id);
    const message = found?.messages.find((one) => one.id === id);
    if (message) return { message, imported: found?.imported === true };
  }
  return null;
}
