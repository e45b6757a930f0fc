import { randomUUID } from "node:crypto";
import { deposit } from "@cocoon/db/ledger";
import { runOperator } from "./command.ts";

/** Development: SIMULATED money out of nowhere, with no escrow behind it. */
await runOperator(async (database, accountId, amountNanoton) => {
  process.stderr.write("cocoon-admin: this money is SIMULATED; no escrow stands behind it\n");
  await deposit(database, { transferId: randomUUID(), accountId, amountNanoton });
});
