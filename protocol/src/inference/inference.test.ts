import { describe, expect, it } from "vitest";
import { MalformedError, utf8 } from "../bytes/index.ts";
import { FIXED_REQUEST } from "../vectors/fixtures.ts";
import { encodeInferenceRequest, parseInferenceRequest } from "./index.ts";

const read = (change: object) => () =>
  parseInferenceRequest(utf8(JSON.stringify({ ...FIXED_REQUEST, ...change })));
const message = { role: "user", content: "x" };

describe("an inference request", () => {
  it("comes back as it was", () => {
    expect(parseInferenceRequest(encodeInferenceRequest(FIXED_REQUEST))).toEqual(FIXED_REQUEST);
    const stop = { ...FIXED_REQUEST, sampling: { topP: 1, stop: ["\n", "."] } };
    expect(parseInferenceRequest(encodeInferenceRequest(stop))).toEqual(stop);
  });

  it.each<[string, object]>([
    ["another version", { v: 2 }],
    ["an unknown field", { stream: true }],
    ["an unknown sampling field", { sampling: { topK: 1 } }],
    ["an unknown role", { messages: [{ role: "tool", content: "x" }] }],
    ["a message with more", { messages: [{ ...message, name: "x" }] }],
    ["no message", { messages: [] }],
    ["513 messages", { messages: Array.from({ length: 513 }, () => message) }],
    ["a temperature above 2", { sampling: { temperature: 2.1 } }],
    ["a topP of 0", { sampling: { topP: 0 } }],
    ["a seed of 33 bits", { sampling: { seed: 2 ** 32 } }],
    ["five stops", { sampling: { stop: ["a", "b", "c", "d", "e"] } }],
    ["a stop of 65 characters", { sampling: { stop: ["x".repeat(65)] } }],
    ["an empty stop", { sampling: { stop: [""] } }],
    ["no tokens", { maxTokens: 0 }],
    ["tokens over the largest bucket", { maxTokens: 65_537 }],
    ["half a token", { maxTokens: 1.5 }],
    ["a short salt", { cacheSalt: "AAAA" }],
    ["a quote of two prices", { quote: "1/2" }],
    ["a quote with leading zeros", { quote: "01/2/3" }],
    ["a ceiling of six significant bits", { priceCeilingNanoton: "33" }],
    ["a ceiling above all TON", { priceCeilingNanoton: "9999999999999999999" }],
    ["a ceiling as a number", { priceCeilingNanoton: 32 }],
  ])("refuses %s", (_, change) => {
    expect(read(change)).toThrow(MalformedError);
  });

  it("is refused without saying what stood in it", () => {
    expect(read({ messages: [{ role: "user", content: "my secret", extra: 1 }] })).toThrow(
      /^(?!.*my secret)/,
    );
    expect(() => parseInferenceRequest(utf8('{"my secret'))).toThrow(/^(?!.*my secret)/);
  });
});
