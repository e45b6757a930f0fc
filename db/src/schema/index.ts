export { ACCOUNT_KINDS, accounts, PLATFORM_ACCOUNT, WORLD_ACCOUNT } from "./accounts.ts";
export {
  balances,
  holds,
  ledgerTotals,
  PURPOSES,
  SOURCES,
  TRANSFER_KINDS,
  transfers,
} from "./ledger.ts";
export { millisecondsOf, millisecondsOrNull, readNanoton } from "./columns.ts";
export { jobs, STORED_JOB_STATES } from "./jobs.ts";
export { presence, presenceLooks } from "./presence.ts";
export { rosterHeaders, rosterIndexes } from "./rosters.ts";
export {
  accountEvents,
  CHALLENGE_PURPOSES,
  challenges,
  CREDENTIAL_KINDS,
  credentials,
  EVENT_KINDS,
  identities,
  IDENTITY_KINDS,
  usedInitData,
} from "./identities.ts";
export {
  chainCursors,
  chainEvents,
  disputes,
  escrows,
  ownerPrices,
  PAYOUT_STATES,
  payoutOwners,
  payouts,
  trialDays,
  VOUCHER_KINDS,
  VOUCHER_STATES,
  vouchers,
} from "./chain.ts";
