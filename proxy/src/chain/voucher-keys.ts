import {
  chargeVoucher,
  closeVoucher,
  type EscrowVoucher,
  type PayoutVoucher,
  payoutVoucher,
  signVoucher,
  verifyVoucher,
  voucherPublicKey,
} from "@cocoon/contracts/voucher";
import type { Secret } from "@cocoon/protocol/bytes";
import type { ChargeSigner } from "../billing/charge-signer.ts";

type OnThisNetwork<V> = Omit<V, "globalId">;

export interface VoucherKeysOptions {
  /** Ed25519, 32 bytes: signs charges and closes. */
  readonly charge: Secret<Uint8Array>;
  /** Another one, so that who steals one can't do what the other does. */
  readonly payout: Secret<Uint8Array>;
  readonly globalId: number;
}

/** The one place that signs away money. What it signs is stored before it leaves the process. */
export class VoucherKeys implements ChargeSigner {
  readonly #options: VoucherKeysOptions;

  constructor(options: VoucherKeysOptions) {
    this.#options = options;
  }

  get globalId(): number {
    return this.#options.globalId;
  }

  get chargePublicKey(): Uint8Array {
    return voucherPublicKey(this.#options.charge.reveal());
  }

  get payoutPublicKey(): Uint8Array {
    return voucherPublicKey(this.#options.payout.reveal());
  }

  signCharge(voucher: OnThisNetwork<EscrowVoucher>): Uint8Array {
    return signVoucher(chargeVoucher(this.#here(voucher)), this.#options.charge.reveal());
  }

  signClose(voucher: OnThisNetwork<EscrowVoucher>): Uint8Array {
    return signVoucher(closeVoucher(this.#here(voucher)), this.#options.charge.reveal());
  }

  signPayout(voucher: OnThisNetwork<PayoutVoucher>): Uint8Array {
    return signVoucher(payoutVoucher(this.#here(voucher)), this.#options.payout.reveal());
  }

  /** Whether the payer's key signed this charge. */
  isPayersCharge(
    voucher: OnThisNetwork<EscrowVoucher>,
    signature: Uint8Array,
    payerKey: Uint8Array,
  ): boolean {
    return verifyVoucher(chargeVoucher(this.#here(voucher)), signature, payerKey);
  }

  #here<V>(voucher: V): V & { readonly globalId: number } {
    return { ...voucher, globalId: this.#options.globalId };
  }
}
