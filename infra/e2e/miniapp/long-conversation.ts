import { readFile } from "node:fs/promises";
import { QUESTION } from "./stories/first-start.ts";
import { send } from "./steps.ts";
import type { Visit } from "./visit.ts";

type Message = Record<"id" | "role" | "text", string>;
interface Chat {
  id: string;
  title: string;
  messageCount: number;
  messages: Message[];
}
interface Archive {
  conversations: [Chat, ...Chat[]];
}

/** What models write: prose, a list, code and a table, so that every kind of block is drawn. */
const ANSWERS = [
  "A short answer.",
  "First a paragraph of some length, which says what the matter is and why it is so, in words that wrap.\n\n- one\n- two **bold**\n- three `code`",
  "```ts\nexport const sum = (a: number, b: number): number => a + b;\nconsole.log(sum(1, 2));\n```",
  "| model | price |\n|---|---|\n| small | 1 |\n| large | 2 |\n\nThe second is dearer, and better at arithmetic: $a^2 + b^2 = c^2$.",
];

/**
 * Has the app keep one conversation of so many messages and opens it: made from what it exports of a real exchange, and given
 * back to it as a file.
 */
export async function openLongConversation(visit: Visit, messages: number): Promise<void> {
  await send(visit, QUESTION);
  await visit.answers.first().waitFor();
  await visit.button("Chats").click();
  await visit.button("Settings").click();
  const archive = JSON.parse(await exported(visit)) as Archive;
  await imported(visit, JSON.stringify(lengthened(archive, messages)));
  await visit.back();
  await visit.back();
  await visit.text("A long conversation").first().click();
  await visit.answers.last().waitFor();
}

async function exported(visit: Visit): Promise<string> {
  await visit.button("Export chats").click();
  const download = visit.page.waitForEvent("download");
  // Whoever wants it in the clear is warned first.
  await visit.button("Save without a passphrase").click();
  await visit.text("Whoever gets the file can read all your chats.").waitFor();
  await visit.button("Save without a passphrase").click();
  return readFile(await (await download).path(), "utf8");
}

async function imported(visit: Visit, text: string): Promise<void> {
  await visit.button("Import chats").click();
  const chooser = visit.page.waitForEvent("filechooser");
  await visit.button("Choose a file").click();
  await (await chooser).setFiles({
    name: "chats.json",
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });
  await visit.text("1 chat added.").waitFor();
}

function lengthened(archive: Archive, messages: number): Archive {
  const [chat] = archive.conversations;
  const [question, answer] = chat.messages as [Message, Message];
  const all = Array.from({ length: messages }, (_, at) => {
    const id = `${at}-${chat.id}`.slice(0, 64);
    if (at % 2 === 0) return { ...question, id, text: `Question ${at / 2 + 1}: ${question.text}` };
    return { ...answer, id, text: `${ANSWERS[(at >> 1) % ANSWERS.length]}\n\nAnswer ${(at + 1) / 2}.` };
  });
  const id = `long-${chat.id}`.slice(0, 64);
  const long = { ...chat, id, title: "A long conversation", messages: all, messageCount: all.length };
  return { ...archive, conversations: [long] };
}
