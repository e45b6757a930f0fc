import * as v from "valibot";
import { count, hexText, nanotonText } from "./strict-json.ts";
import { addressText } from "./ton-forms.ts";

const epoch = count(0xffff_ffff);
/** Unix seconds. */
const validUntil = count(0xffff_ffff);

/** What the proxy has signed and waits for the payer key's signature. */
const dueVoucher = v.strictObject({
  cumulativeNanoton: nanotonText,
  validUntil,
  proxySignature: hexText(64),
});
export type DueVoucher = v.InferOutput<typeof dueVoucher>;

/** `GET /v1/account/voucher`, and the answer to a signature: where an escrow with a payer key stands (SPEC 6.11). */
export const voucherAnswer = v.strictObject({
  escrow: addressText,
  /** Of the network; part of what is signed. */
  globalId: v.pipe(v.number(), v.safeInteger(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1)),
  epoch,
  /** The newest that both have signed in this epoch; null: none. */
  last: v.nullable(
    v.strictObject({ cumulativeNanoton: nanotonText, validUntil, payerSignature: hexText(64) }),
  ),
  /** Null where nothing was spent since. */
  due: v.nullable(dueVoucher),
});
export type VoucherAnswer = v.InferOutput<typeof voucherAnswer>;

/** `POST /v1/account/voucher`. */
export const payerSignature = v.strictObject({
  epoch,
  cumulativeNanoton: nanotonText,
  validUntil,
  payerSignature: hexText(64),
});
export type PayerSignature = v.InferOutput<typeof payerSignature>;
