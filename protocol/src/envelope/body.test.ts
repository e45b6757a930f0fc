import { describe, expect, it } from "vitest";
import { MalformedError, sha256, u32, utf8 } from "../bytes/index.ts";
import { CHUNK_BYTES, TAG_BYTES } from "../envelope-header/layout.ts";
import { openBody, padBody, sealBody, unpadBody } from "./body.ts";

const contentKey = new Uint8Array(32).fill(7);
const coreHash = sha256(utf8("core"));
const sealed = () => sealBody(contentKey, coreHash, padBody(utf8("question"), 2 * CHUNK_BYTES));

describe("a sealed body", () => {
  it("opens to what was padded", async () => {
    const body = await openBody(contentKey, coreHash, await sealed());
    expect(body && unpadBody(body)).toEqual(utf8("question"));
  });

  it("is null when either chunk is another, though the other one is in order", async () => {
    for (const at of [0, CHUNK_BYTES + TAG_BYTES]) {
      const changed = await sealed();
      changed[at] = (changed[at] as number) ^ 1;
      expect(await openBody(contentKey, coreHash, changed)).toBeNull();
    }
  });

  it("is null without its last chunk, and with both exchanged", async () => {
    const whole = await sealed();
    const half = CHUNK_BYTES + TAG_BYTES;
    expect(await openBody(contentKey, coreHash, whole.slice(0, half))).toBeNull();
    const exchanged = new Uint8Array([...whole.subarray(half), ...whole.subarray(0, half)]);
    expect(await openBody(contentKey, coreHash, exchanged)).toBeNull();
  });
});

it.each([
  ["a length beyond the body", new Uint8Array([...u32(13), ...new Uint8Array(12)])],
  ["padding that is not zero", new Uint8Array([...u32(1), 1, 0, 1])],
])("an opened body with %s is malformed", (_, body) => {
  expect(() => unpadBody(body)).toThrow(MalformedError);
});

it("a body may fill its bucket to the last byte", () => {
  expect(unpadBody(padBody(utf8("abcd"), 8))).toEqual(utf8("abcd"));
});
