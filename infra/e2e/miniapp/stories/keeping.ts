import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { enterChat, send } from "../steps.ts";
import { Visit } from "../visit.ts";
import type { Story } from "./story.ts";

/** Everything that the page's origin keeps on the device, as text. */
const KEPT = `(async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  const asText = (value) => {
    if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    if (value instanceof CryptoKey) return "key, extractable: " + value.extractable;
    if (value && typeof value === "object") return Object.entries(value).map(([name, inner]) => name + "=" + asText(inner)).join(";");
    return String(value);
  };
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      found.push(name, store, asText(await done(rows.getAllKeys())), asText(await done(rows.getAll())));
    }
    database.close();
  }
  for (const name of await caches.keys()) found.push(name);
  return found.join("\\n");
})()`;

/** Chats are on this device only: found again after a restart, unreadable without the app, and gone when they are deleted. */
export const keeping: Story = {
  name: "chats are kept, encrypted, and deleted",
  async run(world) {
    const visit = await Visit.begin(world);
    const marker = `marker-${randomBytes(8).toString("hex")}`;
    try {
      await enterChat(visit);
      await send(visit, `What is Cocoon? ${marker}`);
      await visit.answers.first().waitFor();
      await assertSealed(visit, marker);
      await visit.open();
      await visit.composer.waitFor();
      await visit.button("Chats").click();
      await visit.judge("the list of chats");
      await visit.text(new RegExp(marker)).first().click();
      await visit.answers.first().waitFor();
      await visit.button("Chats").click();
      await deleteAll(visit);
      assert.equal(await visit.text(new RegExp(marker)).count(), 0, "a deleted chat is listed");
    } finally {
      await visit.close();
    }
  },
};

async function assertSealed({ page }: Visit, marker: string): Promise<void> {
  const kept = (await page.evaluate(KEPT)) as string;
  assert.ok(kept.length > 1_000, "the app keeps nothing");
  for (const plain of [marker, "What is", "network for confidential"])
    assert.ok(!kept.includes(plain), `"${plain}" is kept in plain text`);
  assert.ok(!kept.includes("extractable: true"), "a key can be taken out");
}

async function deleteAll(visit: Visit): Promise<void> {
  await visit.button("Settings").click();
  await visit.judge("the settings");
  await visit.button("Delete all chats").click();
  await visit.dialog.waitFor();
  await visit.judge("the question before deleting");
  await visit.dialog.getByRole("button", { name: "Delete all chats" }).click();
  // Nothing is left to go back to: a new chat begins.
  await visit.composer.waitFor();
  await visit.button(/^Chats$/).click();
  await visit.text("Your chats will be listed here").waitFor();
}
