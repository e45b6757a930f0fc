import type { CocoonClient } from "../conversation/client.ts";
import type { Answer, AskRequest } from "../conversation/events.ts";
import { clientError } from "../errors.ts";
import type { ChatCommand } from "./args.ts";
import type { Cli } from "./cli.ts";
import { answerLines, eventLine, writeLine } from "./render.ts";
import { printable } from "./text.ts";

/** What a command line asks for, as the SDK takes it. */
export const askRequest = (
  command: ChatCommand,
  model: string,
  messages: AskRequest["messages"],
  signal: AbortSignal,
): AskRequest => ({
  model,
  messages,
  maxTokens: command.maxTokens,
  redrawGuards: command.redraw,
  ...(command.ceilingNanoton !== null && { priceCeilingNanoton: command.ceilingNanoton }),
  signal,
});

/** The answer to standard output as it arrives; who gave it and what it cost to standard error. */
export async function printAnswer(client: CocoonClient, request: AskRequest, cli: Cli): Promise<Answer> {
  let open = false;
  const breakLine = () => {
    if (open) cli.out.write("\n");
    open = false;
  };
  try {
    for await (const event of client.ask(request)) {
      if (event.type === "delta") {
        cli.out.write(cli.out.isTTY ? printable(event.text) : event.text);
        open = !event.text.endsWith("\n");
      } else if (event.type === "done") {
        breakLine();
        for (const line of answerLines(event.answer)) writeLine(cli, line);
        return event.answer;
      } else {
        const line = eventLine(event);
        if (line) writeLine(cli, line);
      }
    }
    throw clientError("stream_incomplete");
  } finally {
    breakLine();
  }
}
