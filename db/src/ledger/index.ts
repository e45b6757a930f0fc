export { LedgerError, type LedgerErrorCode } from "./error.ts";
export { expire, grant, hold, type HoldKey, openAccount, release, settle, type Settlement } from "./moves.ts";
export {
  type Balance,
  balance,
  type OpenHold,
  openHolds,
  statement,
  type StatementEntry,
  type StatementPage,
} from "./reads.ts";
export { type LedgerTotal, operatorEarnings, rollUp, totals } from "./totals.ts";
