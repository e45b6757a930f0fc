import * as fc from "fast-check";
import type { HoldKey, Source } from "./index.ts";

/** One step a caller may ask for, over few accounts, jobs and posts, so that steps meet each other. */
export type Step =
  | MoveStep
  | { readonly kind: "hold"; readonly key: StepKey; readonly amount: bigint; readonly source: Source }
  | {
      readonly kind: "settle";
      readonly key: StepKey;
      readonly cost: bigint;
      readonly ppm: number;
      readonly worker: number;
    }
  | { readonly kind: "release" | "expire"; readonly key: StepKey };

export interface MoveStep {
  readonly kind: "deposit" | "withdraw" | "grant" | "grantReturn";
  readonly account: number;
  readonly amount: bigint;
  /** Which of the caller's ids it comes under. */
  readonly transfer: number;
}

export interface StepKey extends Pick<HoldKey, "post"> {
  readonly account: number;
  readonly job: number;
}

/** Account 0 sponsors all others. */
export const ACCOUNTS = 3;
export const TRANSFERS = 8;

const account = fc.integer({ min: 0, max: ACCOUNTS - 1 });
const amount = (min: bigint) => fc.bigInt({ min, max: 1_000n });
const key = fc.record({ account, job: fc.integer({ min: 0, max: 2 }), post: fc.integer({ min: 1, max: 2 }) });
const move = (kind: "deposit" | "withdraw" | "grant" | "grantReturn") =>
  fc.record({
    kind: fc.constant(kind),
    account,
    amount: amount(1n),
    transfer: fc.integer({ min: 0, max: TRANSFERS - 1 }),
  });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: move("deposit") },
  move("withdraw"),
  { weight: 2, arbitrary: move("grant") },
  move("grantReturn"),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("hold" as const),
      key,
      amount: amount(1n),
      source: fc.constantFrom("own" as const, "granted" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      key,
      cost: amount(0n),
      ppm: fc.integer({ min: 0, max: 1_000_000 }),
      worker: fc.integer({ min: 0, max: 1 }),
    }),
  },
  fc.record({ kind: fc.constantFrom("release" as const, "expire" as const), key }),
);

interface ModelHold {
  readonly amount: bigint;
  readonly source: Source;
  charged: bigint | null;
}

/** What one person has. */
export class ModelPerson {
  available = 0n;
  held = 0n;
  granted = 0n;
  grantedHeld = 0n;
  lost = 0n;
  /** Of all time, by where it was held. */
  spent = { own: 0n, granted: 0n };
  sponsored = false;

  /** What becomes available repays first. @returns how much was repaid. */
  add(gained: bigint): void {
    const repaid = gained < this.lost ? gained : this.lost;
    this.lost -= repaid;
    this.available += gained - repaid;
  }
}

const nameOf = ({ account: owner, job, post }: StepKey): string => `${owner}/${job}/${post}`;
const ENDED = { release: "released", expire: "expired" } as const;
const DONE = {
  deposit: "deposited",
  withdraw: "withdrawn",
  grant: "granted",
  grantReturn: "returned",
} as const;

/** The ledger in a few maps: what every answer and every balance should be. */
export class LedgerModel {
  readonly people = Array.from({ length: ACCOUNTS }, () => new ModelPerson());
  readonly earned = [0n, 0n];
  commission = 0n;
  readonly #holds = new Map<string, ModelHold>();
  /** What each of the caller's ids stands for. */
  readonly #moves = new Map<number, string>();

  /** Applies a step and says what the ledger should answer. */
  apply(asked: Step): string {
    if (asked.kind === "hold") return this.#hold(asked.key, asked.amount, asked.source);
    if (asked.kind === "settle") return this.#end(asked.key, asked, "settled");
    return "transfer" in asked ? this.#move(asked) : this.#end(asked.key, null, ENDED[asked.kind]);
  }

  person(index: number): ModelPerson {
    const found = this.people[index];
    if (!found) throw new RangeError("the model has no such person");
    return found;
  }

  #move({ kind, account: owner, amount: moved, transfer }: MoveStep): string {
    const person = this.person(owner);
    if (kind === "grant" && owner === 0) return "other_sponsor";
    if (kind === "grantReturn" && !person.sponsored) return "insufficient";
    const name = `${kind}/${owner}/${moved}`;
    const before = this.#moves.get(transfer);
    if (before !== undefined) return before === name ? "exists" : "transfer_id_conflict";
    if (!this.#moved(kind, person, moved)) return "insufficient";
    this.#moves.set(transfer, name);
    return DONE[kind];
  }

  #moved(kind: keyof typeof DONE, person: ModelPerson, moved: bigint): boolean {
    const sponsor = this.person(0);
    if (kind === "deposit") person.add(moved);
    if (kind === "withdraw") {
      const own = moved < person.available ? moved : person.available;
      person.available -= own;
      person.lost += moved - own;
    }
    if (kind === "grant") {
      if (sponsor.available < moved) return false;
      sponsor.available -= moved;
      person.granted += moved;
      person.sponsored = true;
    }
    if (kind === "grantReturn") {
      if (person.granted < moved) return false;
      person.granted -= moved;
      sponsor.add(moved);
    }
    return true;
  }

  #hold(holdKey: StepKey, asked: bigint, source: Source): string {
    if (this.#holds.has(nameOf(holdKey))) return "exists";
    const person = this.person(holdKey.account);
    if ((source === "own" ? person.available : person.granted) < asked) return "insufficient";
    this.#holds.set(nameOf(holdKey), { amount: asked, source, charged: null });
    if (source === "own") {
      person.available -= asked;
      person.held += asked;
    } else {
      person.granted -= asked;
      person.grantedHeld += asked;
    }
    return "held";
  }

  #end(
    holdKey: StepKey,
    settled: { cost: bigint; ppm: number; worker: number } | null,
    done: string,
  ): string {
    const { cost, ppm, worker } = settled ?? { cost: 0n, ppm: 0, worker: 0 };
    const open = this.#holds.get(nameOf(holdKey));
    if (!open) return "hold_unknown";
    if (open.charged !== null) return "exists";
    if (cost > open.amount) return "cost_above_hold";
    open.charged = cost;
    const person = this.person(holdKey.account);
    if (open.source === "own") {
      person.held -= open.amount;
      person.add(open.amount - cost);
    } else {
      person.grantedHeld -= open.amount;
      person.granted += open.amount - cost;
    }
    const part = (spent: bigint) => (spent * BigInt(ppm)) / 1_000_000n;
    const before = person.spent[open.source];
    person.spent[open.source] += cost;
    const commission = part(before + cost) - part(before);
    this.earned[worker] = (this.earned[worker] ?? 0n) + cost - commission;
    this.commission += commission;
    return done;
  }
}
