import { describe, expect, it } from "vitest";
import type { Conversation, StoredMessage } from "../../storage/port.ts";
import { findAnswer } from "./find-answer.ts";

const message = (id: string): StoredMessage => ({
  id,
  role: "assistant",
  text: "",
  sentMs: 0,
  model: null,
  answer: null,
  problem: null,
  machine: null,
});
const conversation = (id: string, ids: readonly string[], imported = false): Conversation => ({
  id,
  title: "",
  model: "",
  updatedMs: 0,
  preview: "",
  messageCount: ids.length,
  cacheSalt: "",
  messages: ids.map(message),
  imported,
});
const vaultOf = (...all: readonly Conversation[]) => ({
  list: async () => all,
  load: async (id: string) => all.find((one) => one.id === id) ?? null,
});

describe("an answer that was kept", () => {
  const vault = vaultOf(conversation("new", ["a", "b"]), conversation("old", ["c"], true));

  it("is found in whichever conversation has it, with where that came from", async () => {
    expect(await findAnswer(vault, "b")).toMatchObject({ message: { id: "b" }, imported: false });
    expect(await findAnswer(vault, "c")).toMatchObject({ message: { id: "c" }, imported: true });
  });

  it("is found however many conversations are newer", async () => {
    const newer = Array.from({ length: 40 }, (_, at) => conversation(`${at}`, [`m${at}`]));
    expect(await findAnswer(vaultOf(...newer, conversation("first", ["a"])), "a")).not.toBeNull();
  });

  it("is none once it was deleted", async () => {
    expect(await findAnswer(vault, "d")).toBeNull();
    expect(await findAnswer(vaultOf(), "a")).toBeNull();
  });
});
