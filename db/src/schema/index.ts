export { ACCOUNT_KINDS, accounts, apiKeys, PLATFORM_ACCOUNT, WORLD_ACCOUNT } from "./accounts.ts";
export { balances, holds, ledgerTotals, PURPOSES, TRANSFER_KINDS, transfers } from "./ledger.ts";
export { readNanoton } from "./columns.ts";
export { jobs, STORED_JOB_STATES } from "./jobs.ts";
export { rosterHeaders, rosterIndexes } from "./rosters.ts";
