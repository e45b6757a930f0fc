import * as fc from "fast-check";
import type { HoldKey } from "./index.ts";

/** One step a caller may ask for, over few accounts, jobs and posts, so that steps meet each other. */
export type Step =
  | { readonly kind: "deposit"; readonly account: number; readonly amount: bigint; readonly transfer: number }
  | { readonly kind: "hold"; readonly key: StepKey; readonly amount: bigint }
  | {
      readonly kind: "settle";
      readonly key: StepKey;
      readonly cost: bigint;
      readonly ppm: number;
      readonly worker: number;
    }
  | { readonly kind: "release" | "expire"; readonly key: StepKey };

export interface StepKey extends Pick<HoldKey, "post"> {
  readonly account: number;
  readonly job: number;
}

const account = fc.integer({ min: 0, max: 1 });
const amount = (min: bigint) => fc.bigInt({ min, max: 1_000n });
const key = fc.record({ account, job: fc.integer({ min: 0, max: 2 }), post: fc.integer({ min: 1, max: 2 }) });

export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("deposit" as const),
    account,
    amount: amount(1n),
    transfer: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ kind: fc.constant("hold" as const), key, amount: amount(1n) }),
  fc.record({
    kind: fc.constant("settle" as const),
    key,
    cost: amount(0n),
    ppm: fc.integer({ min: 0, max: 1_000_000 }),
    worker: fc.integer({ min: 0, max: 1 }),
  }),
  fc.record({ kind: fc.constantFrom("release" as const, "expire" as const), key }),
);

interface ModelHold {
  readonly amount: bigint;
  charged: bigint | null;
}

const nameOf = ({ account: owner, job, post }: StepKey): string => `${owner}/${job}/${post}`;

/** The ledger in a few maps: what every answer and every balance should be. */
export class LedgerModel {
  readonly available = [0n, 0n];
  readonly held = [0n, 0n];
  readonly earned = [0n, 0n];
  commission = 0n;
  granted = 0n;
  readonly #holds = new Map<string, ModelHold>();
  readonly #grants = new Map<number, string>();

  /** Applies a step and says what the ledger should answer. */
  apply(asked: Step): string {
    if (asked.kind === "deposit") return this.#grant(asked.account, asked.amount, asked.transfer);
    if (asked.kind === "hold") return this.#hold(asked.key, asked.amount);
    if (asked.kind !== "settle")
      return this.#end(asked.key, 0n, 0n, 0, asked.kind === "release" ? "released" : "expired");
    return this.#end(
      asked.key,
      asked.cost,
      (asked.cost * BigInt(asked.ppm)) / 1_000_000n,
      asked.worker,
      "settled",
    );
  }

  #grant(owner: number, granted: bigint, transfer: number): string {
    const move = `${owner}/${granted}`;
    const before = this.#grants.get(transfer);
    if (before !== undefined) return before === move ? "exists" : "transfer_id_conflict";
    this.#grants.set(transfer, move);
    this.#add(this.available, owner, granted);
    this.granted += granted;
    return "deposited";
  }

  #hold(holdKey: StepKey, asked: bigint): string {
    if (this.#holds.has(nameOf(holdKey))) return "exists";
    if ((this.available[holdKey.account] ?? 0n) < asked) return "insufficient";
    this.#holds.set(nameOf(holdKey), { amount: asked, charged: null });
    this.#add(this.available, holdKey.account, -asked);
    this.#add(this.held, holdKey.account, asked);
    return "held";
  }

  #end(holdKey: StepKey, cost: bigint, commission: bigint, worker: number, done: string): string {
    const open = this.#holds.get(nameOf(holdKey));
    if (!open) return "hold_unknown";
    if (open.charged !== null) return "exists";
    if (cost > open.amount) return "cost_above_hold";
    open.charged = cost;
    this.#add(this.held, holdKey.account, -open.amount);
    this.#add(this.available, holdKey.account, open.amount - cost);
    this.#add(this.earned, worker, cost - commission);
    this.commission += commission;
    return done;
  }

  #add(sums: bigint[], index: number, change: bigint): void {
    sums[index] = (sums[index] ?? 0n) + change;
  }
}
