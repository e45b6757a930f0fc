// Stands in until the vault is there: nothing is kept.
import type { Conversation, Vault } from "../storage/port.ts";

export function memoryVault(): Vault {
  const conversations = new Map<string, Conversation>();
  const settings = new Map<string, string>();
  return {
    keeping: "session",
    list: async () => [...conversations.values()],
    load: async (id) => conversations.get(id) ?? null,
    save: async (conversation) => void conversations.set(conversation.id, conversation),
    remove: async (id) => void conversations.delete(id),
    removeAll: async () => conversations.clear(),
    search: async () => [],
    exportAll: async () => new Uint8Array(),
    importAll: async () => 0,
    getSetting: async (name) => settings.get(name) ?? null,
    setSetting: async (name, value) =>
      void (value === null ? settings.delete(name) : settings.set(name, value)),
  };
}
