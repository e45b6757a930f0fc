import { createInterface } from "node:readline/promises";
import type { DeployArguments } from "./arguments.ts";
import { UsageError } from "./error.ts";
import type { Plan } from "./plan.ts";

/** Where a person is asked; a stream that is no terminal has nobody behind it. */
export interface Console {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** Whether the plan may be carried out. @throws UsageError where nobody can be asked, or another plan was confirmed */
export async function isConfirmed(plan: Plan, args: DeployArguments, console: Console): Promise<boolean> {
  const { name } = plan.network;
  if (args.confirm !== null) {
    if (args.confirm === plan.hash) return true;
    throw new UsageError("--confirm is of another plan than this one; look at it by --plan.");
  }
  if (name === "dev" || args.yes || plan.steps.every(({ isThere }) => isThere)) return true;
  if (!console.input.isTTY)
    throw new UsageError(
      name === "mainnet"
        ? "Nobody is at the terminal to confirm: look at the plan by --plan, then give its hash by --confirm."
        : "Nobody is at the terminal to confirm: add --yes.",
    );
  return (await ask(`Type ${name} to deploy: `, console)) === name;
}

async function ask(question: string, { input, output }: Console): Promise<string> {
  const prompt = createInterface({ input, output });
  try {
    return (await prompt.question(question)).trim();
  } finally {
    prompt.close();
  }
}
