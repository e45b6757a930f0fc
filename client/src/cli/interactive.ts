import { createInterface, type Interface } from "node:readline";
import type { CocoonClient } from "../conversation/client.ts";
import type { Answer, Message } from "../conversation/events.ts";
import { ClientError } from "../errors.ts";
import type { ChatCommand } from "./args.ts";
import { type Cli, EXIT } from "./cli.ts";
import { CONVERSATION_HELP } from "./help.ts";
import { errorLine } from "./problems.ts";
import { answerLines, modelLine, nodeLine, writeLine } from "./render.ts";
import { balanceLine } from "./balance.ts";
import { askRequest, printAnswer } from "./print-answer.ts";

export interface ConverseOptions {
  readonly client: CocoonClient;
  readonly command: ChatCommand;
  readonly model: string;
  readonly cli: Cli;
}

/** A conversation, one turn a line, until /quit or the end of input. */
export async function converse(options: ConverseOptions): Promise<number> {
  const { cli } = options;
  const lines = createInterface({
    input: cli.input,
    output: cli.err,
    terminal: cli.input.isTTY === true,
    prompt: "> ",
  });
  return new Conversation(options, lines).run();
}

/** Its history lives in this object only: nothing of a conversation is written down. */
class Conversation {
  readonly #options: ConverseOptions;
  readonly #lines: Interface;
  #model: string;
  #messages: Message[] = [];
  #cacheSalt = newSalt();
  #last: Answer | null = null;
  #running: AbortController | null = null;
  #interrupted = false;

  constructor(options: ConverseOptions, lines: Interface) {
    this.#options = options;
    this.#lines = lines;
    this.#model = options.model;
  }

  async run(): Promise<number> {
    const { cli } = this.#options;
    const restore = cli.onInterrupt(() => this.#interrupt());
    this.#lines.on("SIGINT", () => this.#interrupt());
    this.#say(`Model ${this.#model}. Ask a question, or /help.`);
    this.#lines.prompt();
    try {
      for await (const line of this.#lines) {
        if ((await this.#take(line.trim())) === "quit" || this.#interrupted) break;
        this.#lines.prompt();
      }
    } finally {
      restore();
      this.#lines.close();
    }
    return this.#interrupted ? EXIT.interrupted : EXIT.ok;
  }

  /** A running answer is cancelled first; without one, or the second time, the conversation ends. */
  #interrupt(): void {
    if (this.#running && !this.#running.signal.aborted) return this.#running.abort();
    this.#interrupted = true;
    this.#lines.close();
  }

  /** One line; whatever fails is told in a sentence, and the conversation goes on. */
  async #take(line: string): Promise<"quit" | undefined> {
    try {
      if (line === "/quit") return "quit";
      if (line.startsWith("/")) await this.#obey(line);
      else if (line !== "") await this.#ask(line);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      writeLine(this.#options.cli, { style: "red", text: errorLine(error) });
    }
    return undefined;
  }

  async #ask(question: string): Promise<void> {
    const { client, command, cli } = this.#options;
    const turn: Message = { role: "user", content: question };
    this.#running = new AbortController();
    try {
      const request = askRequest(command, this.#model, [...this.#messages, turn], this.#running.signal);
      this.#last = await printAnswer(client, { ...request, cacheSalt: this.#cacheSalt }, cli);
      this.#messages.push(turn, { role: "assistant", content: this.#last.text });
    } finally {
      this.#running = null;
    }
  }

  async #obey(line: string): Promise<void> {
    const { client } = this.#options;
    const [name, argument] = line.split(/\s+/, 2);
    switch (name) {
      case "/model":
        if (argument) this.#model = argument;
        return this.#say(`Model ${this.#model}.`);
      case "/models":
        for (const model of await client.models()) this.#say(modelLine(model));
        return;
      case "/balance":
        return this.#say(balanceLine(await client.account()));
      case "/verify":
        return this.#verify();
      case "/new":
        this.#messages = [];
        this.#cacheSalt = newSalt();
        return this.#say("A new conversation.");
      case "/help":
        return this.#say(CONVERSATION_HELP);
      default:
        return this.#say(`There is no ${name}; see /help.`);
    }
  }

  #verify(): void {
    if (!this.#last) return this.#say("No machine has answered yet; ask something first.");
    this.#say(`${nodeLine(this.#last.node)}\nmeasurement ${this.#last.node.measurement}`);
    for (const line of answerLines(this.#last)) writeLine(this.#options.cli, line);
  }

  #say(text: string): void {
    this.#options.cli.err.write(`${text}\n`);
  }
}

const newSalt = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));
