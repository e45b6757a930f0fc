import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type KeychainAnswer, secureStoreOver } from "./secure-store.ts";

type Listener = (answer: KeychainAnswer) => void;

/** A keychain that answers when it is told to, in any order. */
function phone() {
  const kept = new Map<string, string>();
  const listeners = new Set<Listener>();
  const due: (() => void)[] = [];
  const answer = (requestId: string, value: string | null, failure: string | null = null): void => {
    due.push(() => {
      for (const listen of listeners) listen({ requestId, value, failure });
    });
  };
  return {
    kept,
    listeners,
    answerAll: () =>
      due
        .splice(0)
        .reverse()
        .forEach((each) => each()),
    keychain: {
      read: (requestId: string, name: string) => answer(requestId, kept.get(name) ?? null),
      save: (requestId: string, name: string, value: string | null) => {
        if (name === "full") return answer(requestId, null, "QUOTA_EXCEEDED");
        if (value === null) kept.delete(name);
        else kept.set(name, value);
        answer(requestId, null);
      },
      onAnswer: (listen: Listener) => {
        listeners.add(listen);
        return () => void listeners.delete(listen);
      },
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("gives each request its own answer, whatever their order", async () => {
  const { keychain, kept, answerAll, listeners } = phone();
  kept.set("a", "1").set("b", "2");
  const store = secureStoreOver(keychain);
  const reading = Promise.all([
    store.get("a"),
    store.get("b"),
    store.get("c"),
    store.set("d", "4"),
    store.remove("a"),
  ]);
  answerAll();
  expect(await reading).toEqual(["1", "2", null, undefined, undefined]);
  expect([...kept]).toEqual([
    ["b", "2"],
    ["d", "4"],
  ]);
  expect(listeners.size).toBe(0);
});

it("rejects what the phone refuses", async () => {
  const { keychain, answerAll } = phone();
  const saving = secureStoreOver(keychain).set("full", "x");
  answerAll();
  await expect(saving).rejects.toThrow("QUOTA_EXCEEDED");
});

it("does not wait for a phone that never answers", async () => {
  const { keychain, listeners } = phone();
  const refused = expect(secureStoreOver(keychain).get("a")).rejects.toThrow("does not answer");
  await vi.advanceTimersByTimeAsync(4000);
  await refused;
  expect(listeners.size).toBe(0);
});
