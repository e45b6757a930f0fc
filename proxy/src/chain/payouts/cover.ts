import { paidToOwners } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { addNanoton, type Nanoton } from "@cocoon/protocol/money";
import type { Contracts } from "../contracts.ts";

/**
 * What may be promised to all owners of workers together, of all time: what they were paid, and what the treasury still holds
 * for them. Asked in this order: what is paid in between is missing from both, and so is never promised twice.
 */
export async function payoutCover(database: Database, contracts: Contracts): Promise<Nanoton> {
  const paid = await paidToOwners(database);
  const { workerPoolNanoton } = await contracts.treasuryState();
  return addNanoton(paid, workerPoolNanoton);
}
