import { createAccount, createApiKey } from "@cocoon/db/accounts";
import type { Database } from "@cocoon/db/connection";
import { simulatedDeposit } from "@cocoon/db/testing";
import type { Secret } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";

export interface FundedAccount {
  readonly accountId: string;
  readonly apiKey: Secret<string>;
}

/** More than all holds of a run together. */
const FUNDS = nanoton(1_000_000_000_000n);

/**
 * Accounts with money on them. Several, because moves of one account wait for each other: a single one would measure
 * that queue and nothing else, in the proxy as in the baseline.
 */
export const fundedAccounts = (database: Database, count: number): Promise<FundedAccount[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { accountId } = await createAccount(database, { label: `bench ${index}` });
      await simulatedDeposit(database, accountId, FUNDS);
      const { apiKey } = await createApiKey(database, { accountId });
      return { accountId, apiKey };
    }),
  );
