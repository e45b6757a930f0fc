import type { Database } from "./database.ts";
import { DatabaseError } from "./error.ts";

/** Groups on their way at once; what is asked meanwhile waits and goes together. */
const LANES = 2;
const MOST = 64;

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How asks are answered many at a time. */
export interface Grouping<Ask, Answer> {
  /** Answers all in one statement, `at` saying which ask each answer is for. Each ask must be one that may be repeated. */
  readonly run: (database: Database, asks: readonly Ask[]) => Promise<(Answer & { readonly at: number })[]>;
  /** Whose row it locks. A group has at most one ask of each; the statement locks them in one order. */
  readonly lockOf: (ask: Ask) => string;
}

/**
 * Moves that many callers ask for at the same moment, as one statement with one commit: half of a move's time is its
 * commit. Nobody waits for company; a move asked alone goes alone. Should a group be refused, each of its moves is asked by
 * itself, so that one caller's mistake is no other's.
 */
class Groups<Ask, Answer> {
  readonly #database: Database;
  readonly #grouping: Grouping<Ask, Answer>;
  #waiting: Waiting<Ask, Answer>[] = [];
  #running = 0;

  constructor(database: Database, grouping: Grouping<Ask, Answer>) {
    this.#database = database;
    this.#grouping = grouping;
  }

  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ask, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running >= LANES || this.#waiting.length === 0) return;
    const group = this.#take();
    this.#running++;
    void this.#run(group).finally(() => {
      this.#running--;
      this.#next();
    });
  }

  /** The first that wait, one of each lock. */
  #take(): Waiting<Ask, Answer>[] {
    const group = new Map<string, Waiting<Ask, Answer>>();
    const later: Waiting<Ask, Answer>[] = [];
    for (const one of this.#waiting) {
      const lock = this.#grouping.lockOf(one.ask).toLowerCase();
      if (group.size < MOST && !group.has(lock)) group.set(lock, one);
      else later.push(one);
    }
    this.#waiting = later;
    return [...group.values()];
  }

  async #run(group: Waiting<Ask, Answer>[]): Promise<void> {
    const { run } = this.#grouping;
    try {
      const answers = await run(
        this.#database,
        group.map(({ ask }) => ask),
      );
      // A connection that is cut can end a result early; what was asked may be asked again.
      if (answers.length !== group.length) throw new DatabaseError("CONNECTION_CLOSED");
      for (const { at, ...answer } of answers) group[at]?.resolve(answer as Answer);
    } catch (error) {
      const alone = group.length === 1 || (error instanceof DatabaseError && error.transient);
      if (alone) return group.forEach(({ reject }) => reject(error));
      for (const one of group) await this.#run([one]);
    }
  }
}

/** Makes a function that answers one ask, together with whatever else is asked of the same database meanwhile. */
export function grouped<Ask, Answer>(
  grouping: Grouping<Ask, Answer>,
): (database: Database, ask: Ask) => Promise<Answer> {
  const groups = new WeakMap<Database, Groups<Ask, Answer>>();
  return (database, ask) => {
    const known = groups.get(database) ?? new Groups(database, grouping);
    groups.set(database, known);
    return known.ask(ask);
  };
}
