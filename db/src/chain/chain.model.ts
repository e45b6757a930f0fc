import { randomBytes } from "node:crypto";
import { nanoton } from "@cocoon/protocol/money";
import { expect } from "vitest";
import type { Database } from "../connection/index.ts";
import { accountOfIdentity } from "../identities/index.ts";
import { hold, settle, type Source } from "../ledger/index.ts";
import { applyChainEvent, type ChainEffect, type EscrowState } from "./index.ts";

export const rawAddress = (): string => `0:${randomBytes(32).toString("hex")}`;
export const hash32 = (): string => randomBytes(32).toString("hex");
/** The UTC day of escrows that have not been charged. */
export const DAY = 20_787;

/** A treasury's history as the watcher brings it: each event follows the one before. */
export class History {
  readonly #database: Database;
  readonly address = rawAddress();
  lt = 0n;
  hash = "00".repeat(32);

  constructor(database: Database) {
    this.#database = database;
  }

  next(effect: ChainEffect, step = 2n) {
    return {
      address: this.address,
      lt: this.lt + step,
      hash: hash32(),
      prevLt: this.lt,
      prevHash: this.hash,
      effect,
    };
  }

  async apply(effect: ChainEffect): Promise<void> {
    const event = this.next(effect);
    expect(await applyChainEvent(this.#database, event)).toBe("applied");
    this.lt = event.lt;
    this.hash = event.hash;
  }
}

/** An escrow's absolute state, changed as its contract would change it. */
export class EscrowModel {
  state: EscrowState;

  constructor(owner = rawAddress()) {
    const zero = nanoton(0n);
    this.state = {
      address: rawAddress(),
      owner,
      epoch: 0,
      depositedNanoton: zero,
      chargedNanoton: zero,
      chargedTotalNanoton: zero,
      paidOutNanoton: zero,
      balanceNanoton: zero,
      dailyLimitNanoton: nanoton(10n ** 15n),
      pendingDailyLimitNanoton: null,
      payerKey: null,
      pendingPayerKey: null,
      pendingAt: null,
      day: DAY,
      chargedTodayNanoton: zero,
      closingAt: null,
      keySeq: 1,
    };
  }

  change(changes: Partial<EscrowState>): ChainEffect {
    this.state = { ...this.state, ...changes };
    return { kind: "escrow", state: this.state };
  }

  deposit(amount: bigint): ChainEffect {
    const { depositedNanoton, balanceNanoton } = this.state;
    return this.change({
      depositedNanoton: nanoton(depositedNanoton + amount),
      balanceNanoton: nanoton(balanceNanoton + amount),
    });
  }

  charge(amount: bigint): ChainEffect {
    const { chargedNanoton, chargedTotalNanoton, chargedTodayNanoton, balanceNanoton } = this.state;
    return this.change({
      chargedNanoton: nanoton(chargedNanoton + amount),
      chargedTotalNanoton: nanoton(chargedTotalNanoton + amount),
      chargedTodayNanoton: nanoton(chargedTodayNanoton + amount),
      balanceNanoton: nanoton(balanceNanoton - amount),
    });
  }

  /** Pays everything out; `last` is charged by the close itself. */
  close(last = 0n): ChainEffect {
    const { balanceNanoton, paidOutNanoton, chargedTotalNanoton, epoch } = this.state;
    return this.change({
      epoch: epoch + 1,
      chargedNanoton: nanoton(0n),
      chargedTotalNanoton: nanoton(chargedTotalNanoton + last),
      paidOutNanoton: nanoton(paidOutNanoton + balanceNanoton - last),
      balanceNanoton: nanoton(0n),
      closingAt: null,
    });
  }
}

/** An escrow with this much in it, and its account. */
export async function fundedEscrow(
  database: Database,
  history: History,
  amount: bigint,
  changes: Partial<EscrowState> = {},
) {
  const escrow = new EscrowModel();
  escrow.change(changes);
  await history.apply(escrow.deposit(amount));
  const accountId = await accountOfIdentity(database, { kind: "wallet", subject: escrow.state.owner });
  if (!accountId) throw new Error("a deposit makes its wallet's account");
  return { escrow, accountId };
}

/** A job that costs this much, from its hold to its end. */
export async function spend(
  database: Database,
  accountId: string,
  cost: bigint,
  { workerId = "w", source = "own" }: { workerId?: string; source?: Source } = {},
): Promise<void> {
  const key = { accountId, jobId: hash32(), post: 1 };
  const amount = nanoton(cost);
  expect(await hold(database, { ...key, amountNanoton: amount, source })).toBe("held");
  await settle(database, { ...key, costNanoton: amount, workerId, commissionPpm: 100_000 });
}
