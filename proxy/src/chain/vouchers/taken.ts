import { type Escrow, type Voucher, withGuardsAt } from "@cocoon/db/chain";
import { fromHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import type { VoucherKeys } from "../voucher-keys.ts";
import { chargeableNanoton } from "./amount.ts";

/** A close that was asked for may be finalized by anyone: nothing is charged any more. */
export const isClosed = ({ closingAt }: Escrow, nowMs: number): boolean =>
  closingAt !== null && closingAt * 1000 <= nowMs;

/** Whether an escrow would take a voucher of its present epoch now, by all that the watcher has seen of it. */
export function wouldTake(seen: Escrow, voucher: Voucher, keys: VoucherKeys, nowMs: number): boolean {
  const { kind, cumulativeNanoton } = voucher;
  const escrow = withGuardsAt(seen, Math.floor(nowMs / 1000));
  if (kind === "charge" && isClosed(escrow, nowMs)) return false;
  if (cumulativeNanoton <= escrow.chargedNanoton) return kind === "close";
  const amount = nanoton(cumulativeNanoton - escrow.chargedNanoton);
  return chargeableNanoton(escrow, amount, nowMs) >= amount && isSignedByPayer(escrow, voucher, keys);
}

function isSignedByPayer({ payerKey }: Escrow, voucher: Voucher, keys: VoucherKeys): boolean {
  if (payerKey === null) return true;
  if (voucher.payerSignature === null) return false;
  const terms = { ...voucher, escrow: Address.parseRaw(voucher.escrow) };
  return keys.isPayersCharge(terms, voucher.payerSignature, fromHex(payerKey));
}
