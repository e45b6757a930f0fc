import { randomBytes } from "node:crypto";
import { applyChainEvent, chainCursor, type EscrowState, escrowAt } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { nanoton } from "@cocoon/protocol/money";

const TREASURY = `0:${"7e".repeat(32)}`;
const DAY_MS = 86_400_000;

export interface TestEscrow {
  readonly accountId: string;
  readonly state: EscrowState;
}

/** An escrow as the watcher would have told of it, and the account that its owner's wallet gets; the chain is SIMULATED. */
export async function testEscrow(database: Database, change: Partial<EscrowState> = {}): Promise<TestEscrow> {
  const depositedNanoton = nanoton(1_000_000_000n);
  const state: EscrowState = {
    address: `0:${randomBytes(32).toString("hex")}`,
    owner: `0:${randomBytes(32).toString("hex")}`,
    epoch: 1,
    depositedNanoton,
    chargedNanoton: nanoton(0n),
    chargedTotalNanoton: nanoton(0n),
    paidOutNanoton: nanoton(0n),
    balanceNanoton: depositedNanoton,
    dailyLimitNanoton: depositedNanoton,
    pendingDailyLimitNanoton: null,
    payerKey: null,
    pendingPayerKey: null,
    pendingAt: null,
    day: Math.floor(Date.now() / DAY_MS),
    chargedTodayNanoton: nanoton(0n),
    closingAt: null,
    keySeq: 1,
    ...change,
  };
  await tellOf(database, state);
  const escrow = await escrowAt(database, state.address);
  if (!escrow) throw new Error("the escrow was not taken");
  return { accountId: escrow.accountId, state };
}

/** The escrow's next notification. */
export async function tellOf(database: Database, state: EscrowState): Promise<void> {
  const before = await chainCursor(database, TREASURY);
  await applyChainEvent(database, {
    address: TREASURY,
    lt: (before?.lt ?? 0n) + 1n,
    hash: randomBytes(32).toString("hex"),
    prevLt: before?.lt ?? 0n,
    prevHash: before?.hash ?? "00".repeat(32),
    effect: { kind: "escrow", state },
  });
}
