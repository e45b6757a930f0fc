import type { Answer, AskEvent, AskRequest, CocoonClient, Rejection } from "@cocoon/client";
import { fromHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import type { VerifiedNode } from "@cocoon/protocol/attestation";
import type { AnswerView, AskView, MachineView, Problem, Question } from "../port.ts";
import type { MachineBook } from "./machine-book.ts";
import { problemOf } from "./problems.ts";
import { quickViewOf } from "./views/quick-view.ts";
import { withReceipt } from "./views/receipt-line.ts";

export interface AskParts {
  readonly client: CocoonClient;
  readonly book: MachineBook;
  readonly signal: AbortSignal;
  readonly on: (event: AskView) => void;
}

export const requestOf = (question: Question, signal: AbortSignal): AskRequest => ({
  model: question.model,
  messages: question.turns,
  maxTokens: question.maxTokens,
  cacheSalt: fromHex(question.cacheSalt),
  redrawGuards: question.redrawGuards ?? false,
  ...(question.ceilingNanoton !== undefined && { priceCeilingNanoton: nanoton(question.ceilingNanoton) }),
  signal,
});

/** One question as it is told to the page, up to `done`. Never rejects. @returns why it failed, null after `done` */
export async function tell(
  question: Question,
  { client, book, signal, on }: AskParts,
): Promise<Problem | null> {
  const asked = new Asked(book, on);
  try {
    for await (const event of client.ask(requestOf(question, signal))) await asked.take(event);
    return null;
  } catch (error) {
    return problemOf(error, await asked.refusals());
  }
}

class Asked {
  readonly #book: MachineBook;
  readonly #on: (event: AskView) => void;
  readonly #operators = new Map<string, string>();
  readonly #refused: Rejection[] = [];

  constructor(book: MachineBook, on: (event: AskView) => void) {
    this.#book = book;
    this.#on = on;
  }

  /** Why machines were not used, the first few: each is loaded and explained only when the question has failed. */
  refusals(): Promise<readonly MachineView[]> {
    return Promise.all(this.#refused.slice(0, MOST_REFUSALS).map((one) => this.#book.refused(one)));
  }

  async take(event: AskEvent): Promise<void> {
    switch (event.type) {
      case "verifying":
        return this.#on({ type: "checking" });
      case "node-verified":
        this.#operators.set(event.node.keyIdHex, event.operator);
        return this.#on({ type: "checked", machine: this.#quick(event.node) });
      case "node-rejected":
        this.#refused.push(event);
        return this.#on({ type: "refused", machine: await this.#book.refused(event) });
      case "sealed":
        return this.#on({
          type: "sealed",
          jobId: event.jobId,
          machines: event.candidates.length,
          ceilingNanoton: event.priceCeilingNanoton,
        });
      case "queued":
        return this.#on({ type: "queued", position: event.position });
      case "started":
        // Fetched while the answer comes, to be there at its end.
        void this.#book.accepted(event.node, "");
        return this.#on({ type: "started", machine: this.#quick(event.node) });
      case "delta":
        return this.#on({ type: "delta", text: event.text });
      case "reconnecting":
        return this.#on({ type: "reconnecting", retryInMs: event.retryInMs });
      case "resealing":
        return this.#on({ type: "resealing" });
      case "done":
        return this.#on({ type: "done", answer: await this.#answer(event.answer) });
      default:
      // Signed and leased say nothing that a person waits for.
    }
  }

  #quick(node: VerifiedNode): MachineView {
    return quickViewOf(node, this.#operators.get(node.keyIdHex) ?? "", Date.now());
  }

  async #answer(answer: Answer): Promise<AnswerView> {
    const { node, usage, receiptMismatches } = answer;
    const machine = await this.#book.accepted(node, this.#operators.get(node.keyIdHex) ?? "");
    return {
      text: answer.text,
      finish: answer.finish,
      tokens: { prompt: usage.promptTokens, cached: usage.cachedTokens, output: usage.completionTokens },
      costNanoton: answer.costNanoton,
      chargedNanoton: answer.chargedNanoton,
      machine: withReceipt(machine, answer),
      jobId: answer.jobId,
      receipt: answer.receipt,
      mismatches: receiptMismatches.map(({ code }) => code),
      firstDeltaMs: answer.firstDeltaMs,
      totalMs: answer.totalMs,
    };
  }
}

const MOST_REFUSALS = 8;
