import type { DueVoucher, VoucherAnswer } from "@cocoon/protocol/api";
import { formatTon, type Nanoton, parseNanoton } from "@cocoon/protocol/money";
import { clientError } from "../errors.ts";
import { allowanceNanoton, type PayerRecord, type SignedVoucher } from "./record.ts";

/**
 * Compares what the proxy shows with what this key has signed. @throws ClientError for another escrow, and for a proxy that
 * has forgotten a voucher or shows one that this record knows nothing of
 */
export function compareVouchers(record: PayerRecord, shown: VoucherAnswer, nowMs: number): void {
  if (shown.escrow !== record.escrow || shown.globalId !== record.globalId)
    throw clientError("voucher_of_another_escrow");
  if (shown.epoch < record.epoch) throw clientError("voucher_forgotten");
  const { signed } = record;
  const mine = signed !== null && shown.epoch === record.epoch ? signed : null;
  const last = shown.last === null ? null : parseNanoton(shown.last.cumulativeNanoton);
  // One that never arrived is not forgotten: it is sent again. Nor is one that runs out and is asked for anew.
  const known = mine?.delivered && !isRenewed(mine, shown.due, nowMs) ? mine.cumulativeNanoton : null;
  if (known !== null && (last === null || last < known))
    throw clientError("voucher_forgotten", amounts(last, known));
  if (last !== null && (mine === null || last > mine.cumulativeNanoton))
    throw clientError("voucher_unknown", amounts(last, mine?.cumulativeNanoton ?? null));
}

const RENEWAL_MS = 25 * 3_600_000;

/** Whether the proxy asks for as much again, because what was signed has run out or is about to. */
const isRenewed = (mine: SignedVoucher, due: DueVoucher | null, nowMs: number): boolean =>
  due !== null &&
  mine.validUntil * 1000 < nowMs + RENEWAL_MS &&
  parseNanoton(due.cumulativeNanoton) >= mine.cumulativeNanoton;

/** A signature that is due for longer than this is due again; one for years would say nothing by its end. */
const LONGEST_VALIDITY_SECONDS = 31 * 24 * 3600;

/**
 * Whether this key signs that voucher: it takes away no more than the answers that this client has accepted, and no less
 * than what is signed already. @throws ClientError voucher_too_high, voucher_malformed
 */
export function checkDue(record: PayerRecord, due: DueVoucher, nowMs: number): Nanoton {
  const cumulative = parseNanoton(due.cumulativeNanoton);
  const allowed = allowanceNanoton(record);
  if (cumulative > allowed) throw clientError("voucher_too_high", amounts(cumulative, allowed));
  const lasts = due.validUntil - nowMs / 1000;
  const signed = record.signed?.cumulativeNanoton ?? 0n;
  if (cumulative < signed || lasts <= 0 || lasts > LONGEST_VALIDITY_SECONDS)
    throw clientError("voucher_malformed");
  return cumulative;
}

const amounts = (theirs: Nanoton | null, ours: Nanoton | null): string =>
  `it says ${formatTon(theirs ?? 0n)}, this client ${formatTon(ours ?? 0n)}`;
