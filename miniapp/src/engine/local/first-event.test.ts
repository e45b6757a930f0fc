import { utf8 } from "@cocoon/protocol/bytes";
import { expect, it } from "vitest";
import { firstEvent } from "./first-event.ts";

const COMMENT = ":\n\n";
const EVENT = 'id: 41\nevent: credited\ndata: {"seq":"41"}\n\n';

/** Notes whether the reader let go of it. */
async function* streamOf(parts: readonly string[], left: { read: number }) {
  for (const part of parts) {
    left.read += 1;
    yield utf8(part);
  }
}

it.each([
  ["at once", [EVENT], "41"],
  ["behind the first comment", [COMMENT, EVENT], "41"],
  ["in pieces", [COMMENT, ...Array.from(EVENT)], "41"],
  ["before another", [EVENT + EVENT.replaceAll("41", "42")], "41"],
  ["not before the second comment", [COMMENT, COMMENT, EVENT], null],
  ["not at all", [COMMENT], null],
  ["whose number is none", [EVENT.replace("id: 41", "id: x"), COMMENT], null],
])("gives the number of an event that comes %s", async (_when, parts, id) => {
  expect(await firstEvent(streamOf(parts, { read: 0 }))).toBe(id);
});

it("lets go of a stream that never ends a line", async () => {
  const left = { read: 0 };
  const endless = Array.from({ length: 100 }, () => "a".repeat(1_000));
  expect(await firstEvent(streamOf(endless, left))).toBeNull();
  expect(left.read).toBe(5);
});
