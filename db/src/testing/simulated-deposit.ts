import { randomUUID } from "node:crypto";
import type { Nanoton } from "@cocoon/protocol/money";
import type { Database } from "../connection/database.ts";
import { deposit } from "../ledger/index.ts";

/** Puts SIMULATED money on an account: no escrow stands behind it, so it is for tests and benches only. */
export async function simulatedDeposit(
  database: Database,
  accountId: string,
  amountNanoton: Nanoton,
): Promise<void> {
  await deposit(database, { transferId: randomUUID(), accountId, amountNanoton });
}
