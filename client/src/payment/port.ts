import type { JobStatus, PayerSignature, VoucherAnswer } from "@cocoon/protocol/api";
import type { OpenCharge } from "./record.ts";

/** What a payer asks of the proxy. */
export interface PaymentApi {
  voucher(signal?: AbortSignal): Promise<VoucherAnswer>;
  signVoucher(signature: PayerSignature, signal?: AbortSignal): Promise<VoucherAnswer>;
  job(jobId: string, signal?: AbortSignal): Promise<JobStatus>;
}

/** The second signature of an escrow, as asking uses it; without one the proxy charges under the escrow's daily limit. */
export interface Payer {
  /** Before anything is spent: compares the last voucher with the proxy's. @throws ClientError */
  reconnect(api: PaymentApi, signal?: AbortSignal): Promise<void>;
  /** Before a job's envelope leaves. */
  opens(charge: OpenCharge): Promise<void>;
  /** What the proxy says of a job, once it has; a receipt that does not hold is kept and pays nothing. */
  hears(status: JobStatus): Promise<void>;
  /** The answer's own receipt contradicts its charge: it pays nothing. */
  refuses(jobId: string): Promise<void>;
  /** Signs what is due, as far as the answers justify it; false when nothing is. @throws ClientError */
  pay(api: PaymentApi, signal?: AbortSignal): Promise<boolean>;
}
