import { describe, expect, it } from "vitest";
import { fromUtf8, MalformedError, sha256, toHex, utf8 } from "../bytes/index.ts";
import { fixedKeyMaterial, HOUR_MS } from "../vectors/evidence-fixtures.ts";
import { fixedBytes, NOW_MS } from "../vectors/fixtures.ts";
import {
  encodeKeyMaterial,
  type KeyMaterial,
  keyIdOf,
  keyTimeFailure,
  parseKeyMaterial,
} from "./key-material.ts";

const bytes = await fixedKeyMaterial();
const material = parseKeyMaterial(bytes);
const text = fromUtf8(bytes);
type Json = Record<string, unknown>;
const json = JSON.parse(text) as Json;

const refuses = (value: string): void => expect(() => parseKeyMaterial(utf8(value))).toThrow(MalformedError);

describe("key material", () => {
  it("has one spelling, which is read back", () => {
    expect(encodeKeyMaterial(material)).toEqual(bytes);
    expect(material.hpkePk).toEqual(fixedBytes("evidence hpke key", 1216));
  });

  it("names the key by the exact bytes", () => {
    expect(toHex(keyIdOf(bytes))).toBe(toHex(sha256(utf8("cocoon/v1 key-id\0"), bytes)));
    const other = encodeKeyMaterial({ ...material, imageId: "worker-2" });
    expect(toHex(keyIdOf(other))).not.toBe(toHex(keyIdOf(bytes)));
  });

  it("is refused in every other spelling of the same JSON", () => {
    refuses(` ${text}`);
    refuses(`${text}\n`);
    refuses(JSON.stringify(json, null, 1));
    refuses(text.replace('"worker-1"', '"\\u0077orker-1"'));
    refuses(text.replace(`"createdMs":${NOW_MS}`, `"createdMs":${NOW_MS}.0`));
    refuses(text.replace('"v":1,', '"v":1,"v":1,'));
    const { v, suite, ...rest } = json;
    refuses(JSON.stringify({ suite, v, ...rest }));
  });

  it.each(Object.keys(json))("is refused without %s", (field) => {
    const { [field]: _left, ...rest } = json;
    refuses(JSON.stringify(rest));
  });

  it.each<[string, Json]>([
    ["an unknown field", { extra: 1 }],
    ["another version", { v: 2 }],
    ["another suite", { suite: "647a-0001-0003" }],
    ["a short HPKE key", { hpkePk: "AAAA" }],
    ["a signing key that is no base64url", { signPk: "=".repeat(43) }],
    ["a negative time", { createdMs: -1 }],
    ["a time that is not exact", { expiresMs: 2 ** 53 }],
    ["no model", { models: [] }],
    [
      "too many models",
      { models: Array.from({ length: 33 }, () => ({ id: "m", manifest: "ab".repeat(32) })) },
    ],
    ["a manifest in upper case", { models: [{ id: "m", manifest: "AB".repeat(32) }] }],
    ["a model without a manifest", { models: [{ id: "m" }] }],
    ["an unknown GPU policy", { gpu: { policy: "maybe" } }],
    ["an image id with white space", { imageId: "a b" }],
    ["an unknown beacon", { beacon: { source: "moon", seqno: 1, rootHash: "00".repeat(32) } }],
  ])("is refused with %s", (_name, change) => refuses(JSON.stringify({ ...json, ...change })));

  it("is refused over its limit, unread", () => refuses(" ".repeat(16 * 1024 + 1)));
});

describe("a key's time", () => {
  const at = (changes: Partial<KeyMaterial>, nowMs: number) =>
    keyTimeFailure({ ...material, ...changes }, nowMs);

  it("runs from five minutes before its creation to its expiry", () => {
    expect(at({}, NOW_MS - 5 * 60_000 - 1)).toBe("key_not_yet_valid");
    expect(at({}, NOW_MS - 5 * 60_000)).toBeNull();
    expect(at({}, NOW_MS + HOUR_MS - 1)).toBeNull();
    expect(at({}, NOW_MS + HOUR_MS)).toBe("key_expired");
  });

  it("is at most twelve hours, and more than none", () => {
    expect(at({ expiresMs: NOW_MS + 12 * HOUR_MS }, NOW_MS)).toBeNull();
    expect(at({ expiresMs: NOW_MS + 12 * HOUR_MS + 1 }, NOW_MS)).toBe("key_life_too_long");
    expect(at({ expiresMs: NOW_MS }, NOW_MS)).toBe("key_life_too_long");
    expect(at({ expiresMs: NOW_MS - 1 }, NOW_MS)).toBe("key_life_too_long");
  });
});
