import { openVault } from "../open.ts";
import type { Row } from "../rows.ts";
import { fill } from "./cases.ts";
import { answer, conversation, question } from "./conversation.ts";
import { databaseNames, deleteDatabases, everythingStored, keychain, type Stored, tamper } from "./device.ts";
import { refusal, same } from "./same.ts";

const ids = (heads: readonly { readonly id: string }[]): string[] => heads.map(({ id }) => id).sort();
const SAID = ["confidence", "unsent", "Title of", "What is said", "demo"];

/** What only a database that outlives a run shows. */
export const DEVICE_CASES: Readonly<Record<string, () => Promise<void>>> = {
  "is there in the next run, in the keychain as in the browser": async () => {
    for (const store of [keychain(), null]) {
      await fill(await openVault(store));
      const vault = await openVault(store);
      same("keeping", vault.keeping, store ? "secure" : "device");
      same("keeps", vault.keepsChats(), true);
      same("chats", ids(await vault.list()), ["one", "two"]);
      same("draft", await vault.getSetting("chat.draft.one"), "unsent secret");
    }
  },

  "writes nothing in the clear, and no key that can be taken out": async () => {
    const store = keychain();
    await fill(await openVault(store));
    await fill(await openVault(null));
    const stored = await everythingStored();
    const text = stored.map(asText).join("\n");
    same(
      "in the clear",
      SAID.filter((word) => text.includes(word)),
      [],
    );
    const keys = stored.map(({ value }) => value).filter((value) => value instanceof CryptoKey);
    same(
      "extractable",
      keys.map(({ extractable }) => extractable),
      [false],
    );
    same(
      "keychain",
      [...store.entries].map(([name, value]) => [name, value.length]),
      [["vault-key", 43]],
    );
  },

  "forgets the key with the chats, and the old rows with it": async () => {
    for (const store of [keychain(), null]) {
      const vault = await openVault(store);
      await fill(vault);
      const [name] = await databaseNames();
      const key = store?.entries.get("vault-key");
      const old = (await everythingStored()).filter(({ table }) => table === "heads");
      await vault.removeAll();
      same(
        "old rows",
        (await everythingStored()).filter(({ table }) => table !== "settings" && table !== "keys"),
        [],
      );
      if (store) same("another key", store.entries.get("vault-key") === key, false);
      const [next] = store ? (await databaseNames()).filter((other) => other !== name) : [name];
      for (const { table, value } of old) await tamper(next ?? "", table, value);
      const again = await openVault(store);
      same("what was sealed before", await again.list(), []);
      same("setting", await again.getSetting("language"), "ru");
      await deleteDatabases();
    }
  },

  "opens no row at another place, and none that was changed": async () => {
    const vault = await openVault(null);
    await fill(vault);
    const [name = ""] = await databaseNames();
    const heads = (await everythingStored()).filter(({ table }) => table === "heads");
    const [first] = heads.map(({ value }) => value as Row);
    if (!first) throw new Error("nothing was stored");
    await tamper(name, "heads", { ...first, key: "moved" });
    const data = first.data.slice();
    data[0] = (data[0] ?? 0) ^ 1;
    await tamper(name, "heads", { ...first, data });
    same("chats", ids(await vault.list()), ["two"]);
  },

  "gives two windows that open at once the same key": async () => {
    const [one, other] = await Promise.all([openVault(null), openVault(null)]);
    await fill(one);
    same("chats", ids(await other.list()), ["one", "two"]);
  },

  "keeps accounts on one phone apart": async () => {
    const [mine, theirs] = [keychain(), keychain()];
    await fill(await openVault(mine));
    same("by keychain", await (await openVault(theirs)).list(), []);
    const initData = (id: number) => new URLSearchParams({ user: JSON.stringify({ id, first_name: "A" }) });
    await fill(await openVault(null, String(initData(1))));
    same("by account", await (await openVault(null, String(initData(2)))).list(), []);
    same("its own", ids(await (await openVault(null, String(initData(1)))).list()), ["one", "two"]);
    same("still there", ids(await (await openVault(mine)).list()), ["one", "two"]);
  },

  "shows no empty vault in place of one whose keychain is locked": async () => {
    const store = keychain();
    await fill(await openVault(store));
    store.lock();
    const vault = await openVault(store);
    same("keeping", vault.keeping, "session");
    const other = keychain();
    other.lock();
    await deleteDatabases();
    same("never had one", (await openVault(other)).keeping, "device");
  },

  "writes nothing of what is said while keeping is off": async () => {
    const vault = await openVault(null);
    await vault.save(conversation("before", [question("q", "kept")]));
    await vault.setKeepsChats(false);
    const rows = async () => (await everythingStored()).filter(({ table }) => table !== "keys").length;
    const count = await rows();
    await fill(vault);
    await vault.setSetting("language", null);
    same("written", await rows(), count);
    same("in this run", ids(await vault.list()), ["before", "one", "two"]);
    const next = await openVault(null);
    same("stays off", next.keepsChats(), false);
    same("in the next", ids(await next.list()), ["before"]);
    await next.remove("before");
    same("deleted", ids(await (await openVault(null)).list()), []);
    await vault.setKeepsChats(true);
    same("kept after all", ids(await (await openVault(null)).list()), ["one", "two"]);
  },

  "writes a message once, however often its conversation is saved": async () => {
    const vault = await openVault(null);
    const [first, second] = [question("q", "one"), answer("a", "two")];
    await vault.save(conversation("c", [first]));
    const iv = async () =>
      (await everythingStored())
        .filter(({ table }) => table === "messages")
        .map(({ value }) => value as Row)
        .find(({ key }) => key === "c/q")?.iv;
    const before = await iv();
    await vault.save(conversation("c", [first, second]));
    same("first row", await iv(), before);
    same("all", (await vault.load("c"))?.messages, [first, second]);
  },

  "says that the phone is full, and keeps what it had": async () => {
    const vault = await openVault(null);
    await fill(vault);
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, ...key) {
      if (this.name === "heads") throw new DOMException("full", "QuotaExceededError");
      return put.call(this, value, ...key);
    };
    try {
      same("refused", await refusal(vault.save(conversation("one", [question("q", "x")]))), "storage_full");
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    same("kept", (await vault.load("one"))?.messages[0]?.text, "What is said in confidence?");
    await vault.save(conversation("three", [question("q", "room again")]));
    same("goes on", ids(await (await openVault(null)).list()), ["one", "three", "two"]);
  },

  "works for this run where the browser stores nothing": async () => {
    const { indexedDB: real } = globalThis;
    Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true });
    try {
      const vault = await openVault(null);
      await fill(vault);
      same("keeping", vault.keeping, "session");
      same("chats", ids(await vault.list()), ["one", "two"]);
    } finally {
      Object.defineProperty(globalThis, "indexedDB", { value: real, configurable: true });
    }
  },
};

/** Bytes as the letters they would be. */
function asText({ value }: Stored): string {
  if (value instanceof CryptoKey) return "";
  const { key, iv, data } = value as Row;
  return key + [iv, data].map((bytes) => new TextDecoder("latin1").decode(bytes)).join("");
}
