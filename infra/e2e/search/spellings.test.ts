import { describe, expect, it } from "vitest";
import { Needles, spellings } from "./spellings.ts";

const MARKER = "marker-0f3ac1d2";

const finds = (bytes: Buffer, text: string): boolean => {
  const found = new Set<string>();
  new Needles([text]).collect(bytes, found);
  return found.has(text);
};

describe("the spellings of a text", () => {
  it.each<[string, (text: Buffer) => Buffer]>([
    ["as it is", (text) => text],
    ["in UTF-16", (text) => Buffer.from(text.toString("utf8"), "utf16le")],
    ["in hex", (text) => Buffer.from(text.toString("hex"))],
    ["in upper-case hex", (text) => Buffer.from(text.toString("hex").toUpperCase())],
  ])("are found %s", (_, spell) => {
    for (const text of [MARKER, "маркер 0f3a"])
      expect(
        finds(Buffer.concat([Buffer.from([0, 255]), spell(Buffer.from(text)), Buffer.from("x")]), text),
      ).toBe(true);
  });

  it.each([0, 1, 2, 3, 4])("are found in base64 after %i other bytes", (before) => {
    const longer = Buffer.concat([
      Buffer.alloc(before, 0xfb),
      Buffer.from(`${MARKER}?>~`),
      Buffer.alloc(5, 0xff),
    ]);
    expect(finds(Buffer.from(longer.toString("base64")), MARKER)).toBe(true);
    expect(finds(Buffer.from(longer.toString("base64url")), `${MARKER}?>~`)).toBe(true);
  });

  it("are not found where only a part stands", () => {
    expect(finds(Buffer.from(MARKER.slice(0, -1)), MARKER)).toBe(false);
    expect(finds(Buffer.from(MARKER.toUpperCase()), MARKER)).toBe(false);
  });

  it("are each listed once", () => {
    const hex = spellings(MARKER).map((bytes) => bytes.toString("hex"));
    expect(new Set(hex).size).toBe(hex.length);
  });
});
