/** What goes wrong on purpose. Nothing does until somebody asks for it. */
export class Chaos {
  #answersMs = 0;
  #messagesMs = 0;
  #answersToDrop = 0;
  #messagesToDrop = 0;
  readonly #waiting = new Set<NodeJS.Timeout>();

  /** How long each answer waits, and each message after it was confirmed. */
  delay({ answersMs, messagesMs }: { readonly answersMs: number; readonly messagesMs: number }): void {
    this.#answersMs = answersMs;
    this.#messagesMs = messagesMs;
  }

  /** The next answers are never given, though what they are about is done; the next messages are confirmed and forgotten. */
  drop({ answers, messages }: { readonly answers: number; readonly messages: number }): void {
    this.#answersToDrop = answers;
    this.#messagesToDrop = messages;
  }

  /** Resolves to whether the answer may be given. */
  async beforeAnswer(): Promise<boolean> {
    const dropped = this.#answersToDrop > 0 && this.#answersToDrop-- > 0;
    if (this.#answersMs > 0) await new Promise<void>((resolve) => this.#after(this.#answersMs, resolve));
    return !dropped;
  }

  fateOfMessage(): "now" | "later" | "never" {
    if (this.#messagesToDrop > 0 && this.#messagesToDrop-- > 0) return "never";
    return this.#messagesMs > 0 ? "later" : "now";
  }

  /** A delayed message. What it meets by then may refuse it, and nobody is told: so it is on a chain. */
  afterwards(send: () => Promise<unknown>): void {
    this.#after(this.#messagesMs, () => void send().catch(() => undefined));
  }

  status() {
    return {
      delay: { answersMs: this.#answersMs, messagesMs: this.#messagesMs },
      drop: { answers: this.#answersToDrop, messages: this.#messagesToDrop },
    };
  }

  /** What still waits is lost, as with a server that ends. */
  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
  }

  #after(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      action();
    }, ms);
    this.#waiting.add(timer);
  }
}
