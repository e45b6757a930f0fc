import type { Readable } from "node:stream";
import type { SettingsPlace } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** What a command sees of the process; tests give their own streams. */
export interface Cli extends Terminal, SettingsPlace {
  readonly input: Readable & { readonly isTTY?: boolean };
  /** Calls `handler` at each Ctrl-C instead of ending the process. Returns the function that undoes it. */
  readonly onInterrupt: (handler: () => void) => () => void;
}

export const EXIT = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** Bigints as decimal text: JSON numbers lose digits above 2⁵³. */
export const writeJson = (cli: Cli, value: unknown): void => {
  const text = JSON.stringify(
    value,
    (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part),
    2,
  );
  cli.out.write(`${text}\n`);
};
