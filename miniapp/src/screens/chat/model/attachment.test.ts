import { describe, expect, it } from "vitest";
import { refusalOf, withFile } from "./attachment.ts";

describe("a file", () => {
  it.each([
    ["photo.jpg", "image/jpeg", 10, "images"],
    ["voice.ogg", "audio/ogg", 10, "sound"],
    ["clip.mp4", "video/mp4", 10, "sound"],
    ["paper.pdf", "application/pdf", 10, "documents"],
    ["book.txt", "text/plain", 10_000_000, "too-large"],
    ["notes.md", "", 10, null],
    ["data.json", "application/json", 10, null],
  ])("%s of type %j is %s", (name, type, sizeBytes, expected) => {
    expect(refusalOf({ name, type, sizeBytes })).toBe(expected);
  });

  it("of text goes behind what was written, and can't end its own block", () => {
    expect(withFile("Look:", "a.txt", "one\n")).toBe("Look:\n\na.txt\n```\none\n```\n");
    expect(withFile("", "a\n```.md", "```\nx")).toBe("a    .md\n~~~~\n```\nx\n~~~~\n");
  });
});
