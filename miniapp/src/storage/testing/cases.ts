import type { Conversation, Vault } from "../port.ts";
import { answer, brokenOff, conversation, question } from "./conversation.ts";
import { refusal, same } from "./same.ts";

/** One device with nothing kept on it. */
export interface Device {
  /** As a new run of the app on it. */
  open(): Promise<Vault>;
}

/** What every vault does; each case has a device of its own. */
export const VAULT_CASES: Readonly<Record<string, (device: Device) => Promise<void>>> = {
  "gives back a conversation as it was saved": async ({ open }) => {
    const vault = await open();
    const saved = conversation("one", [
      question("q", "Why?"),
      answer("a", "Because."),
      brokenOff("b", "Half"),
    ]);
    await vault.save(saved);
    same("conversation", await vault.load("one"), saved);
    same("another", await vault.load("two"), null);
  },

  "lists heads, the newest first": async ({ open }) => {
    const vault = await open();
    await vault.save(conversation("old", [question("q", "a")], { updatedMs: 1 }));
    await vault.save(conversation("new", [question("q", "b")], { updatedMs: 3 }));
    await vault.save(conversation("mid", [question("q", "c")], { updatedMs: 2 }));
    const heads = await vault.list();
    same(
      "order",
      heads.map(({ id }) => id),
      ["new", "mid", "old"],
    );
    same("fields", Object.keys(heads[0] ?? {}).sort(), [
      "id",
      "messageCount",
      "model",
      "preview",
      "title",
      "updatedMs",
    ]);
  },

  "forgets messages that an edit cut off, and keeps those that moved": async ({ open }) => {
    const vault = await open();
    const [first, second, third] = [question("1", "one"), answer("2", "two"), question("3", "three")];
    await vault.save(conversation("c", [first, second, third]));
    await vault.save(conversation("c", [third, first]));
    same("messages", (await vault.load("c"))?.messages, [third, first]);
    same("search", await vault.search("two"), []);
    await vault.save(conversation("other", [first]));
    same("in another", (await vault.load("other"))?.messages, [first]);
  },

  "writes saves in the order they were asked for": async ({ open }) => {
    const vault = await open();
    const long = Array.from({ length: 200 }, (_, at) => question(`m${at}`, "x".repeat(2_000)));
    const saves = [
      vault.save(conversation("c", long)),
      vault.save(conversation("c", [question("m0", "last")])),
    ];
    same("read in between", (await vault.load("c"))?.messages.length, 1);
    await Promise.all(saves);
  },

  "finds words in titles and messages": async ({ open }) => {
    const vault = await open();
    await vault.save(
      conversation("rent", [question("q", "Что делать с арендой?")], { title: "Rent clause" }),
    );
    await vault.save(conversation("loan", [question("q", "A"), answer("a", "The first is CHEAPER by 321")]));
    same(
      "title",
      (await vault.search(" rent ")).map(({ id }) => id),
      ["rent"],
    );
    const [found] = await vault.search("cheaper");
    same("message", [found?.id, found?.preview], ["loan", "The first is CHEAPER by 321"]);
    same(
      "Russian",
      (await vault.search("АРЕНДОЙ")).map(({ id }) => id),
      ["rent"],
    );
    same("nothing", await vault.search("visa"), []);
    same("empty", (await vault.search("  ")).length, 2);
  },

  "deletes a conversation with its draft": async ({ open }) => {
    const vault = await open();
    await fill(vault);
    await vault.remove("one");
    same(
      "left",
      (await vault.list()).map(({ id }) => id),
      ["two"],
    );
    same("its draft", await vault.getSetting("chat.draft.one"), null);
    same("another's draft", await vault.getSetting("chat.draft.two"), "unsent");
    await vault.setSetting("chat.draft", '{"chatId":"two"}');
    await vault.remove("two");
    same("one that names it", await vault.getSetting("chat.draft"), null);
  },

  "deletes everything that was said, and no setting": async ({ open }) => {
    const vault = await open();
    await fill(vault);
    await vault.removeAll();
    same("left", await vault.list(), []);
    same("loaded", await vault.load("one"), null);
    same("draft", await vault.getSetting("chat.draft.one"), null);
    same("setting", await vault.getSetting("language"), "ru");
    await vault.save(conversation("three", [question("q", "x")]));
    same(
      "begins anew",
      (await vault.list()).map(({ id }) => id),
      ["three"],
    );
  },

  "is not brought back what was deleted, by who still has it open": async ({ open }) => {
    const vault = await open();
    const held = await fill(vault);
    await vault.remove("one");
    await vault.save(held);
    same("one", await vault.load("one"), null);
    const file = await vault.exportAll(null);
    await vault.removeAll();
    await vault.save(conversation("two", [question("q", "late")]));
    same("all", await vault.list(), []);
    same("by its owner", await vault.importAll(file, null), 1);
  },

  "keeps a name that was given, whoever saves it under the old one": async ({ open }) => {
    const vault = await open();
    const held = await fill(vault);
    await vault.rename("one", "Another");
    await vault.rename("nobody", "x");
    await vault.save(held);
    same("title", (await vault.load("one"))?.title, "Another");
    same("others", (await vault.list()).length, 2);
  },

  "takes a setting back": async ({ open }) => {
    const vault = await open();
    same("before", await vault.getSetting("language"), null);
    await vault.setSetting("language", "ru");
    same("set", await vault.getSetting("language"), "ru");
    await vault.setSetting("language", null);
    same("after", await vault.getSetting("language"), null);
  },

  "refuses names that can't be told apart when stored": async ({ open }) => {
    const vault = await open();
    same("slash", await refusal(vault.save(conversation("a/b", []))), "file_malformed");
    same("message", await refusal(vault.save(conversation("a", [question("", "x")]))), "file_malformed");
  },

  "hands all over in a file, and takes them from it": async ({ open }) => {
    const vault = await open();
    const saved = await fill(vault);
    for (const passphrase of [null, "корова и \u00e9clair"]) {
      const file = await vault.exportAll(passphrase);
      await vault.removeAll();
      same("added", await vault.importAll(file, passphrase?.normalize("NFD") ?? null), 2);
      const taken = await vault.load("one");
      same("is marked", taken, { ...saved, cacheSalt: taken?.cacheSalt, imported: true });
      same("has a salt of the file's", taken?.cacheSalt === saved.cacheSalt, false);
      same("again", await vault.importAll(file, passphrase), 0);
    }
  },

  "takes from a file only what is newer": async ({ open }) => {
    const vault = await open();
    await vault.save(conversation("c", [question("q", "old")], { updatedMs: 1 }));
    const file = await vault.exportAll(null);
    await vault.save(conversation("c", [question("q", "new")], { updatedMs: 2 }));
    same("added", await vault.importAll(file, null), 0);
    same("kept", (await vault.load("c"))?.messages[0]?.text, "new");
  },

  "says why it does not take a file": async ({ open }) => {
    const vault = await open();
    await fill(vault);
    const file = await vault.exportAll("right");
    const changed = file.slice();
    changed[changed.length - 20] = (changed[changed.length - 20] ?? 0) ^ 1;
    const tries = [
      [file, null],
      [file, "wrong"],
      [changed, "right"],
      [file.slice(0, 30), "right"],
    ] as const;
    const codes = [];
    for (const [bytes, passphrase] of tries) codes.push(await refusal(vault.importAll(bytes, passphrase)));
    same("codes", codes, ["passphrase_needed", "passphrase_wrong", "passphrase_wrong", "file_malformed"]);
    same("left as it was", (await vault.list()).length, 2);
  },
};

/** Two conversations, a draft of each, and a choice. @returns the first */
export async function fill(vault: Vault): Promise<Conversation> {
  const one = conversation("one", [question("q", "What is said in confidence?")]);
  await vault.save(one);
  await vault.save(conversation("two", [question("q", "Second")]));
  await vault.setSetting("chat.draft.one", "unsent secret");
  await vault.setSetting("chat.draft.two", "unsent");
  await vault.setSetting("language", "ru");
  return one;
}
