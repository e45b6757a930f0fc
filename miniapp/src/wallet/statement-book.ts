import { type ReadonlySignal, signal } from "@preact/signals";
import { EngineError, type EngineMoney, type Problem } from "../engine/port.ts";
import type { Entry } from "./statement.ts";

const PAGE = 50;

/** The statement as far as it was read, newest first. Nothing of it is kept: which models a person asked is theirs. */
export class StatementBook {
  readonly #money: Pick<EngineMoney, "statement">;
  readonly #entries = signal<readonly Entry[] | null>(null);
  readonly #next = signal<string | null>(null);
  readonly #problem = signal<Problem | null>(null);

  constructor(money: Pick<EngineMoney, "statement">) {
    this.#money = money;
  }

  /** Null until a page was read. */
  get entries(): ReadonlySignal<readonly Entry[] | null> {
    return this.#entries;
  }

  /** Where the next page begins; null at the end. */
  get next(): ReadonlySignal<string | null> {
    return this.#next;
  }

  get problem(): ReadonlySignal<Problem | null> {
    return this.#problem;
  }

  /** The newest page; what was read of older ones stays where it joins on. */
  refresh(): Promise<void> {
    return this.#read(null);
  }

  async more(): Promise<void> {
    const next = this.#next.peek();
    if (next !== null) await this.#read(next);
  }

  async #read(before: string | null): Promise<void> {
    try {
      const page = await this.#money.statement({ limit: PAGE, ...(before !== null && { before }) });
      const known = this.#entries.peek() ?? [];
      const fresh = new Set(page.entries.map(({ id }) => id));
      const isJoined = before !== null || known.some(({ id }) => fresh.has(id));
      const rest = isJoined ? known.filter(({ id }) => !fresh.has(id)) : [];
      this.#entries.value = before === null ? [...page.entries, ...rest] : [...rest, ...page.entries];
      if (before !== null || rest.length === 0) this.#next.value = page.next;
      this.#problem.value = null;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#problem.value = error.problem;
    }
  }
}
