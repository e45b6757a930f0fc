import fc from "fast-check";
import { expect, it } from "vitest";
import { encode } from "../codec.ts";
import { VaultError } from "../port.ts";
import { answer, brokenOff, conversation, question } from "../testing/conversation.ts";
import { refusal } from "../testing/same.ts";
import { readArchive, writeArchive } from "./archive.ts";

const CHATS = [conversation("one", [question("q", "Why?"), answer("a", "So."), brokenOff("b", "Ha")])];

const changed = (change: (chat: Record<string, unknown>) => void): Uint8Array<ArrayBuffer> => {
  const [chat] = structuredClone(CHATS) as unknown as Record<string, unknown>[];
  change(chat ?? {});
  return encode({ format: "cocoon-chats", version: 1, conversations: [chat] });
};
const message = (chat: Record<string, unknown>, at: number) =>
  (chat["messages"] as Record<string, unknown>[])[at] ?? {};

it("is read as it was written", async () => {
  expect(await readArchive(await writeArchive(CHATS, null), null)).toEqual(CHATS);
  expect(await readArchive(await writeArchive(CHATS, "pass"), "pass")).toEqual(CHATS);
});

it("is never the same twice under a passphrase, and says nothing without it", async () => {
  const [one, other] = await Promise.all([writeArchive(CHATS, "pass"), writeArchive(CHATS, "pass")]);
  expect(one).not.toEqual(other);
  expect(new TextDecoder("latin1").decode(one)).not.toContain("Why?");
});

it.each([
  ["another format", () => encode({ format: "cocoon", version: 1, conversations: [] })],
  ["a later version", () => encode({ format: "cocoon-chats", version: 2, conversations: [] })],
  ["a name with a slash", () => changed((chat) => Object.assign(chat, { id: "a/b" }))],
  ["a title without end", () => changed((chat) => Object.assign(chat, { title: "x".repeat(2_000) }))],
  ["no salt", () => changed((chat) => Object.assign(chat, { cacheSalt: "" }))],
  ["a time that is none", () => changed((chat) => Object.assign(chat, { updatedMs: 1e17 }))],
  ["two messages of one name", () => changed((chat) => Object.assign(message(chat, 1), { id: "q" }))],
  ["a text that is none", () => changed((chat) => Object.assign(message(chat, 0), { text: {} }))],
  [
    "a code that nobody has a sentence for",
    () => changed((chat) => Object.assign(message(chat, 2)["problem"] as object, { code: "toString" })),
  ],
  [
    "a cost that is no amount",
    () => changed((chat) => Object.assign(message(chat, 1)["answer"] as object, { costNanoton: "1" })),
  ],
])("is refused with %s", async (_, file) => {
  expect(await refusal(readArchive(file(), null))).toBe("file_malformed");
});

it("lets no file ask for an hour of work, or for a key that is guessed at once", async () => {
  const file = await writeArchive(CHATS, "pass");
  for (const iterations of [0, 99_999, 5_000_001, 0xffff_ffff]) {
    new DataView(file.buffer).setUint32(8, iterations);
    expect(await refusal(readArchive(file, "pass"))).toBe("file_malformed");
  }
});

it("is not looked into beyond what an export can be", async () => {
  expect(await refusal(readArchive(new Uint8Array(64 * 1024 * 1024 + 1), null))).toBe("file_too_large");
});

it("is refused in one way, whatever bytes it has", async () => {
  const plain = await writeArchive(CHATS, null);
  const spoilt = fc
    .tuple(fc.nat(plain.length - 1), fc.nat(255), fc.boolean())
    .map(([at, byte, cuts]) => (cuts ? plain.slice(0, at) : plain.with(at, byte)));
  const anything = fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string().map(encode), spoilt);
  await fc.assert(
    fc.asyncProperty(anything, async (bytes) => {
      await readArchive(new Uint8Array(bytes), null).catch((error: unknown) => {
        expect(error).toBeInstanceOf(VaultError);
      });
    }),
    { numRuns: 300 },
  );
});
