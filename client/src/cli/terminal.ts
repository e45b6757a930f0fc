import type { Writable } from "node:stream";
import { styleText } from "node:util";

/** Where a command writes: answers and lists to `out`, everything about them to `err`. */
export interface Terminal {
  readonly out: Writable & { readonly isTTY?: boolean };
  readonly err: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type Style = "dim" | "bold" | "red" | "green" | "yellow";

/** `text` in colour when the stream is a terminal and NO_COLOR is not set (no-color.org). */
export function styled(
  stream: { readonly isTTY?: boolean },
  env: Terminal["env"],
  style: Style,
  text: string,
): string {
  const plain = !stream.isTTY || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return plain ? text : styleText(style, text);
}
