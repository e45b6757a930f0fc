import type { GuardWish } from "@cocoon/client";
import type { AccountStatus, WalletTransaction } from "@cocoon/protocol/api";
import { type ReadonlySignal, signal } from "@preact/signals";
import { nanoton } from "@cocoon/protocol/money";
import type { EngineMoney } from "../engine/port.ts";
import { checkGuards, type Owner } from "./escrow/check.ts";
import { WalletError } from "./port.ts";

/** What the wallet signed may be in a block for so long; after it nobody waits on. */
const WAIT_MS = 8 * 60_000;
/** Of a deposit that is only asked for, to learn which contract is the wallet's own. */
const ANY_AMOUNT = nanoton(1_000_000_000n);

type Money = Pick<EngineMoney, "account" | "deposit" | "guards">;

interface Awaited {
  readonly wish: GuardWish;
  readonly untilMs: number;
}

/** Changes of what the contract lets be charged, from the wallet's signature until the account shows them. */
export class GuardsWatch {
  readonly #money: Money;
  readonly #now: () => number;
  readonly #awaited = signal<Awaited | null>(null);

  /** @param now Unix milliseconds */
  constructor(money: Money, now: () => number) {
    this.#money = money;
    this.#now = now;
  }

  /** The change that is on its way; null without one. */
  get awaited(): ReadonlySignal<Awaited | null> {
    return this.#awaited;
  }

  /** What the owner's wallet signs. @throws EngineError; WalletError where the proxy makes something else of it */
  async transaction(wish: GuardWish, owner: Owner | null): Promise<WalletTransaction> {
    if (!owner) throw new WalletError("absent");
    const { escrow: standing } = await this.#money.account();
    const deposit = await this.#money.deposit(ANY_AMOUNT);
    const { transaction } = await this.#money.guards(wish);
    checkGuards(transaction, { owner, wish, standing, deposit });
    return transaction;
  }

  /** The wallet has sent it. */
  sent(wish: GuardWish): void {
    this.#awaited.value = { wish, untilMs: this.#now() + WAIT_MS };
  }

  /** Told of the account as somebody has just seen it. */
  seen({ escrow }: Pick<AccountStatus, "escrow">): void {
    const awaited = this.#awaited.peek();
    if (!awaited) return;
    const sides = escrow ? [escrow, ...(escrow.pending ? [escrow.pending] : [])] : [];
    if (sides.some((side) => fulfils(side, awaited.wish)) || this.#now() >= awaited.untilMs)
      this.#awaited.value = null;
  }
}

interface Guards {
  readonly dailyLimitNanoton: string;
  readonly payerKey: string | null;
}

const fulfils = (guards: Guards, { dailyLimitNanoton, payerKey }: GuardWish): boolean =>
  (dailyLimitNanoton === undefined || guards.dailyLimitNanoton === dailyLimitNanoton.toString()) &&
  (payerKey === undefined || (guards.payerKey ?? "") === payerKey);
