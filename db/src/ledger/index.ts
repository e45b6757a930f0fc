export { openAccount } from "./accounts.ts";
export { statementCsv } from "./csv.ts";
export { LedgerError, type LedgerErrorCode } from "./error.ts";
export {
  expire,
  type Hold,
  hold,
  type HoldKey,
  release,
  settle,
  type Settlement,
  type Source,
} from "./holds.ts";
export {
  type Balance,
  balance,
  entries,
  type Entry,
  type EntryPage,
  type OpenHold,
  openHolds,
} from "./reads.ts";
export {
  balanceDrift,
  type BalanceDrift,
  escrowDrift,
  type EscrowDrift,
  expectedOnChain,
  type ExpectedOnChain,
} from "./reconcile.ts";
export {
  statement,
  STATEMENT_KINDS,
  type StatementEntry,
  type StatementJob,
  type StatementKind,
  type StatementPage,
  type StatementQuery,
} from "./statement.ts";
export { type LedgerTotal, operatorEarnings, rollUp, totals } from "./totals.ts";
export { deposit, type Grant, grant, grantReturn, type Move, withdraw } from "./transfers.ts";
