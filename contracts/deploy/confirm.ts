import { createInterface } from "node:readline/promises";
import { UsageError } from "./error.ts";
import type { Network } from "./networks.ts";

/** Where a person is asked; a stream that is no terminal has nobody behind it. */
export interface Console {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** What a person is to agree to. */
export interface Proposed {
  readonly network: Network;
  /** Names this very plan or message. */
  readonly hash: string;
  /** Where there is nothing to do nobody is asked. */
  readonly isNothing: boolean;
}

interface Answers {
  readonly yes: boolean;
  readonly confirm: string | null;
}

/** Whether it may be done. @throws UsageError where nobody can be asked, or another hash was confirmed */
export async function isConfirmed(
  { network: { name, isPublic }, hash, isNothing }: Proposed,
  { yes, confirm }: Answers,
  console: Console,
): Promise<boolean> {
  if (confirm !== null) {
    if (confirm === hash) return true;
    throw new UsageError("--confirm is of another plan than this one; look at what is shown.");
  }
  if (name === "dev" || yes || isNothing) return true;
  if (!console.input.isTTY)
    throw new UsageError(
      isPublic
        ? "Nobody is at the terminal to confirm: look at what is shown, then give its hash by --confirm."
        : "Nobody is at the terminal to confirm: add --yes.",
    );
  return (await ask(`Type ${name} to go on: `, console)) === name;
}

async function ask(question: string, { input, output }: Console): Promise<string> {
  const prompt = createInterface({ input, output });
  try {
    return (await prompt.question(question)).trim();
  } finally {
    prompt.close();
  }
}
