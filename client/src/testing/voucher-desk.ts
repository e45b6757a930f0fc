import { chargeVoucher, signVoucher, verifyVoucher, voucherPublicKey } from "@cocoon/contracts/voucher";
import type { JobStatus, PayerSignature, VoucherAnswer } from "@cocoon/protocol/api";
import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { nanoton, parseNanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { clientError } from "../errors.ts";
import type { PaymentApi } from "../payment/port.ts";

type Signed = NonNullable<VoucherAnswer["last"]>;

/** TESTING ONLY: a proxy's side of vouchers that a test can make forget, lie and lose answers. */
export class VoucherDesk implements PaymentApi {
  readonly escrow = `0:${"e5".repeat(32)}`;
  readonly globalId = -217;
  readonly #chargeKey = new Uint8Array(32).fill(7);
  readonly jobs = new Map<string, JobStatus>();
  readonly taken: PayerSignature[] = [];
  epoch = 3;
  validUntil = 2_000_000_000;
  owedNanoton = 0n;
  last: Signed | null = null;
  payerKey = "";
  /** The next signature is taken and its answer lost, or lost before it is taken. */
  loses: "answer" | "signature" | null = null;

  async voucher(): Promise<VoucherAnswer> {
    const { escrow, globalId, epoch, last } = this;
    const due = this.owedNanoton > parseNanoton(last?.cumulativeNanoton ?? "0") ? this.#due() : null;
    return { escrow, globalId, epoch, last, due };
  }

  async signVoucher(signature: PayerSignature): Promise<VoucherAnswer> {
    const lost = this.loses;
    this.loses = null;
    if (lost === "signature") throw clientError("network_failed");
    if (!this.#verifies(signature)) throw clientError("signature_invalid");
    this.taken.push(signature);
    const { cumulativeNanoton, validUntil, payerSignature } = signature;
    this.last = { cumulativeNanoton, validUntil, payerSignature };
    if (lost === "answer") throw clientError("network_failed");
    return this.voucher();
  }

  async job(jobId: string): Promise<JobStatus> {
    const status = this.jobs.get(jobId);
    if (!status) throw clientError("job_not_found");
    return status;
  }

  get chargePublicKey(): Uint8Array {
    return voucherPublicKey(this.#chargeKey);
  }

  #due() {
    const { validUntil, owedNanoton } = this;
    const voucher = this.#voucherOf({
      epoch: this.epoch,
      cumulativeNanoton: owedNanoton.toString(),
      validUntil,
    });
    return {
      cumulativeNanoton: owedNanoton.toString(),
      validUntil,
      proxySignature: toHex(signVoucher(voucher, this.#chargeKey)),
    };
  }

  #verifies(signature: PayerSignature): boolean {
    const payer = fromHex(this.payerKey);
    return verifyVoucher(this.#voucherOf(signature), fromHex(signature.payerSignature), payer);
  }

  #voucherOf({ epoch, cumulativeNanoton, validUntil }: Omit<PayerSignature, "payerSignature">) {
    return chargeVoucher({
      globalId: this.globalId,
      escrow: Address.parse(this.escrow),
      epoch,
      cumulativeNanoton: nanoton(BigInt(cumulativeNanoton)),
      validUntil,
    });
  }
}
