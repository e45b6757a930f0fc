import { chargeVoucher, type EscrowVoucher, signVoucher, verifyVoucher } from "@cocoon/contracts/voucher";
import type { ChargeSigner } from "../billing/charge-signer.ts";

/** A charge key of a test's own, for a network that is none. */
export class TestSigner implements ChargeSigner {
  readonly globalId = -217;
  readonly #seed = new Uint8Array(32).fill(0xc4);

  signCharge(voucher: Omit<EscrowVoucher, "globalId">): Uint8Array {
    return signVoucher(this.#cell(voucher), this.#seed);
  }

  isPayersCharge(
    voucher: Omit<EscrowVoucher, "globalId">,
    signature: Uint8Array,
    payerKey: Uint8Array,
  ): boolean {
    return verifyVoucher(this.#cell(voucher), signature, payerKey);
  }

  #cell(voucher: Omit<EscrowVoucher, "globalId">) {
    return chargeVoucher({ ...voucher, globalId: this.globalId });
  }
}
