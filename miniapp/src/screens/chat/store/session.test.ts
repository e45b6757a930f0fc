import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Services } from "../../../app/services.ts";
import type { AskView, Question } from "../../../engine/port.ts";
import { openVault } from "../../../storage/open.ts";
import type { Conversation, StoredMessage, Vault } from "../../../storage/port.ts";
import { problem } from "../testing/samples.ts";
import { chosenModel } from "./models.ts";
import { type ChatSession } from "./session.ts";
import { Sessions } from "./sessions.ts";

/** Questions as they came to a stand-in for the engine, which says what a test says. */
interface Asked {
  readonly question: Question;
  readonly on: (event: AskView) => void;
  stopped: boolean;
}

let vault: Vault;
let asked: Asked[];
let closing: Set<string>;
/** How often jobs that nobody can open were ended. */
let ends: number;
let sessions: Sessions;
beforeEach(async () => {
  vault = await openVault(null);
  asked = [];
  closing = new Set();
  ends = 0;
  chosenModel.value = "small";
  const engine = {
    ask: (question: Question, on: (event: AskView) => void) => {
      const one = { question, on, stopped: false };
      asked.push(one);
      return { stop: () => (one.stopped = true) };
    },
    request: async () => ({}),
    cancelLost: async () => {
      ends += 1;
      return [];
    },
  };
  const platform = {
    haptic: () => undefined,
    askBeforeClosing: (why: string, on: boolean) => (on ? closing.add(why) : closing.delete(why)),
  };
  sessions = new Sessions({ engine, platform, vault: async () => vault } as unknown as Services);
});

const begun = (text: string): ChatSession => {
  const session = sessions.at(null) as ChatSession;
  session.ask(text);
  return session;
};
const stopped: AskView = { type: "failed", problem: problem("aborted", { action: "stop" }) };

describe("a conversation that is being answered", () => {
  it("asks before the app is closed over it, whatever screen is shown, until it has ended", () => {
    begun("Hi");
    const other = begun("And here");
    expect(closing.size).toBe(2);
    asked[0]?.on(stopped);
    expect([...closing]).toEqual([`answer ${other.id}`]);
  });

  it("hears nothing more of an answer that has ended", () => {
    const session = begun("Hi");
    asked[0]?.on(stopped);
    const { length } = session.messages.value;
    asked[0]?.on({ type: "queued", position: 1 });
    asked[0]?.on(stopped);
    expect(session.live.value).toBeNull();
    expect(session.messages.value).toHaveLength(length);
  });

  it("mixes nothing of an answer that has ended into the next", () => {
    const session = begun("Hi");
    asked[0]?.on(stopped);
    session.again();
    asked[0]?.on({ type: "queued", position: 7 });
    expect(session.live.value?.queue).toBeNull();
  });

  it("has the job ended that the engine left when it crashed", () => {
    begun("Hi");
    asked[0]?.on({ type: "failed", problem: problem("internal") });
    expect(ends).toBe(1);
  });

  it("knows what came of it by its id, also before it is kept", () => {
    const session = begun("Hi");
    asked[0]?.on(stopped);
    const message = session.messages.value.at(-1);
    expect(sessions.answer(message?.id ?? "")).toEqual({ message, imported: false });
    expect(sessions.answer("another")).toBeNull();
  });

  it("goes on from where another window has taken it", async () => {
    const session = begun("Hi");
    asked[0]?.on(stopped);
    const kept = await vi.waitFor(async () => {
      const found = (await vault.load(session.id)) as Conversation;
      expect(found.messages).toHaveLength(2);
      return found;
    });
    expect(await sessions.load(session.id)).toBe(session);
    const last = { ...(kept.messages[0] as StoredMessage), id: "elsewhere", sentMs: Date.now() + 1 };
    await vault.save({ ...kept, messages: [...kept.messages, last], updatedMs: last.sentMs });
    const taken = await sessions.load(session.id);
    expect(taken?.messages.value.at(-1)?.id).toBe("elsewhere");
  });

  it("stays open where the vault has none of it, as when the phone is full", async () => {
    const session = begun("Hi");
    await vault.remove(session.id);
    asked[0]?.on(stopped);
    expect(await sessions.load(session.id)).toBe(session);
    expect(await sessions.load("another")).toBeNull();
  });

  it("takes no second question meanwhile", () => {
    const session = begun("Hi");
    session.again();
    expect(asked).toHaveLength(1);
  });

  it("is stopped when it is deleted, and does not come back with its end", async () => {
    const session = begun("Hi");
    await vault.remove(session.id);
    sessions.forget(session.id);
    expect(asked[0]?.stopped).toBe(true);
    asked[0]?.on(stopped);
    expect(await vault.list()).toEqual([]);
    expect(sessions.at(session.id)).toBeNull();
    expect(closing.size).toBe(0);
  });
});
