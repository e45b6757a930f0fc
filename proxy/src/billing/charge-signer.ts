import type { EscrowVoucher } from "@cocoon/contracts/voucher";

type Terms = Omit<EscrowVoucher, "globalId">;

/** Who signs charges of escrows for this proxy, on one network. What is signed must be stored before it leaves the process. */
export interface ChargeSigner {
  readonly globalId: number;
  signCharge(voucher: Terms): Uint8Array;
  /** Whether the payer's key signed this charge. */
  isPayersCharge(voucher: Terms, signature: Uint8Array, payerKey: Uint8Array): boolean;
}
