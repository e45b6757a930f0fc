// Stands in until the engine and the vault are there: nothing can be asked, and nothing is kept.
import { type Engine, EngineError } from "../engine/port.ts";
import type { Conversation, Vault } from "../storage/port.ts";

const absent = (): never => {
  throw new EngineError({
    code: "internal",
    action: "stop",
    detail: "there is no engine in this build",
    partialText: null,
    refusals: [],
  });
};
const never = async (): Promise<never> => absent();

export const absentEngine: Engine = {
  money: {
    account: never,
    quote: never,
    prices: never,
    deposit: never,
    guards: never,
    depositSent: never,
    depositStatus: never,
    statement: never,
    statementCsv: never,
    withdraw: never,
    withdrawal: never,
    dispute: never,
  },
  signInByTelegram: never,
  challenge: never,
  signInByWallet: never,
  linkWallet: never,
  signOut: async () => undefined,
  signedIn: async () => false,
  models: async () => [],
  machines: async () => [],
  ask: absent,
  verificationDocument: never,
  cancelLost: async () => [],
  request: never,
};

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
