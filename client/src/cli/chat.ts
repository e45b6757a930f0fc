import { toBase64Url } from "@cocoon/protocol/bytes";
import { clientError } from "../errors.ts";
import type { CocoonClient } from "../conversation/client.ts";
import type { Answer } from "../conversation/events.ts";
import type { ChatCommand } from "./args.ts";
import { type Cli, EXIT, writeJson } from "./cli.ts";
import { connect } from "./connect.ts";
import { converse } from "./interactive.ts";
import { askRequest, printAnswer } from "./print-answer.ts";
import { nodeJson } from "./render.ts";
import { UsageError } from "./usage-error.ts";

const LONGEST_INPUT_BYTES = 2 * 1024 * 1024;

/** `cocoon chat`: one question, or a conversation when none is given. */
export async function chat(command: ChatCommand, cli: Cli): Promise<number> {
  if (command.question === null && command.json)
    throw new UsageError("--json takes one question; write it after chat.");
  const { client } = await connect(command, cli);
  const model = command.model ?? (await defaultModel(client));
  if (command.question === null) return converse({ client, command, model, cli });
  const question = command.question === "-" ? await readInput(cli) : command.question;
  const abort = new AbortController();
  // The first Ctrl-C cancels at the proxy, so that no more is charged; a second one does not wait for that.
  const restore = cli.onInterrupt(() =>
    abort.signal.aborted ? process.exit(EXIT.interrupted) : abort.abort(),
  );
  try {
    const request = askRequest(command, model, [{ role: "user", content: question }], abort.signal);
    if (command.json) writeJson(cli, answerJson(await client.answer(request), model));
    else await printAnswer(client, request, cli);
    return EXIT.ok;
  } finally {
    restore();
  }
}

/** The first one that the proxy lists: without a choice of the person's own, its order is as good as any. */
async function defaultModel(client: CocoonClient): Promise<string> {
  const [first] = await client.models();
  if (!first) throw clientError("unavailable", "no worker serves a model now");
  return first.id;
}

async function readInput({ input }: Cli): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of input) {
    const bytes = Buffer.from(part as Uint8Array);
    length += bytes.length;
    if (length > LONGEST_INPUT_BYTES) throw clientError("prompt_too_long");
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString("utf8");
}

const answerJson = (answer: Answer, model: string) => ({
  ...answer,
  model,
  receipt: toBase64Url(answer.receipt),
  node: nodeJson(answer.node),
});
