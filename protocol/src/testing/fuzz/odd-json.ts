import { concatBytes, utf8 } from "../../bytes/index.ts";
import type { Random } from "./random.ts";

/** Values that JSON can carry and that a schema has to have an opinion on. */
const ODD: readonly string[] = [
  "null",
  "true",
  "0",
  "-0",
  "-1",
  "1.5",
  "1e400",
  "9007199254740993",
  "4294967296",
  '""',
  '"0"',
  '"\\u0000"',
  '"\\ud800"',
  '"__proto__"',
  '"9223372036854775808"',
  '"1/01/1"',
  "[]",
  "{}",
  "[[]]",
  '{"__proto__":1}',
  '{"constructor":{"prototype":1}}',
  '{"length":1}',
  "[".repeat(5000),
  `${"[".repeat(5000)}${"]".repeat(5000)}`,
  `"${"9".repeat(5000)}"`,
  "9".repeat(400),
];

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g;

/** Has another token in the place of one of the JSON inside, wherever it lies; other input gets one put in. */
export function oddJson(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const odd = utf8(random.pick(ODD));
  // Latin-1: one character is one byte.
  const text = Array.from(bytes.subarray(0, 65_536), (byte) => String.fromCharCode(byte)).join("");
  const tokens = [...text.matchAll(TOKEN)];
  if (tokens.length === 0) {
    const at = random.below(bytes.length + 1);
    return concatBytes(bytes.subarray(0, at), odd, bytes.subarray(at));
  }
  const { index, 0: token } = random.pick(tokens);
  return concatBytes(bytes.subarray(0, index), odd, bytes.subarray(index + token.length));
}
