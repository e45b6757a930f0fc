import { type Ed25519, loadEd25519 } from "@cocoon/protocol/bytes";
import type { DueVoucher, JobStatus, VoucherAnswer } from "@cocoon/protocol/api";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { KeyedLock } from "../choice/keyed-lock.ts";
import { ClientError, clientError } from "../errors.ts";
import type { Clock } from "../ports.ts";
import { judgeCharge } from "./charge-check.ts";
import { checkDue, compareVouchers } from "./compare.ts";
import { newPayerKey, payerPublicKey, signCharge } from "./payer-key.ts";
import type { Payer, PaymentApi } from "./port.ts";
import {
  inEpoch,
  type OpenCharge,
  type PayerRecord,
  type SignedVoucher,
  withCharge,
  withOpen,
} from "./record.ts";
import type { PayerStore } from "./store.ts";

export interface NewPayer {
  readonly escrow: string;
  readonly globalId: number;
  readonly epoch: number;
  /**
   * What may be charged in this epoch besides this client's own answers: nothing for a new escrow, else what the contract
   * itself says. Not to be taken from a proxy: all of it is signed away with the first voucher.
   */
  readonly baseNanoton?: Nanoton;
}

/** By how much the proxy's clock may run behind ours. */
const CLOCK_MARGIN_MS = 60_000;

/** Signs an escrow's vouchers, each no higher than the receipts that this client has checked (SPEC 6.11). */
export class EscrowPayer implements Payer {
  readonly #store: PayerStore;
  readonly #escrow: string;
  readonly #clock: Clock;
  readonly #lock = new KeyedLock();
  readonly publicKey: string;

  readonly #ed25519: Ed25519;

  private constructor(store: PayerStore, { escrow, key }: PayerRecord, clock: Clock, ed25519: Ed25519) {
    this.#store = store;
    this.#escrow = escrow;
    this.#clock = clock;
    this.#ed25519 = ed25519;
    this.publicKey = payerPublicKey(ed25519, key);
  }

  /** Null where the store has no key for that escrow. */
  static async open(store: PayerStore, escrow: string, clock: Clock = Date.now): Promise<EscrowPayer | null> {
    const record = await store.load(escrow);
    return record && new EscrowPayer(store, record, clock, await loadEd25519());
  }

  /** Draws a key and stores it; its public half is to be set as the escrow's payer key. */
  static async create(store: PayerStore, payer: NewPayer, clock: Clock = Date.now): Promise<EscrowPayer> {
    const { escrow, globalId, epoch, baseNanoton = nanoton(0n) } = payer;
    const record: PayerRecord = {
      escrow,
      globalId,
      key: newPayerKey(),
      epoch,
      baseNanoton,
      acceptedNanoton: nanoton(0n),
      signedBeforeNanoton: nanoton(0n),
      signed: null,
      open: [],
    };
    await store.create(record);
    return new EscrowPayer(store, record, clock, await loadEd25519());
  }

  async reconnect(api: PaymentApi, signal?: AbortSignal): Promise<void> {
    compareVouchers(await this.#record(), await api.voucher(signal), this.#clock());
  }

  async opens(charge: OpenCharge): Promise<void> {
    await this.#update((record) => withOpen(record, charge));
  }

  async hears(status: JobStatus): Promise<void> {
    const open = openOf(await this.#record(), status.jobId);
    const judged = open && (await judgeCharge(open, status));
    if (judged?.kind !== "accepted") return;
    // Only for the very terms that it was judged by: sealed anew meanwhile, the job has others.
    await this.#update((record) =>
      openOf(record, status.jobId)?.transcript === open?.transcript
        ? withCharge(record, status.jobId, judged.chargedNanoton)
        : record,
    );
  }

  async refuses(jobId: string): Promise<void> {
    await this.#update((record) => withCharge(record, jobId, nanoton(0n)));
  }

  pay(api: PaymentApi, signal?: AbortSignal): Promise<boolean> {
    return this.#lock.run("pay", () => this.#payInTurn(api, signal), signal);
  }

  async #payInTurn(api: PaymentApi, signal?: AbortSignal): Promise<boolean> {
    const shown = await this.#deliver(api, await api.voucher(signal), signal);
    // Only now: what is due was spent before it was shown, also for an answer that ended meanwhile.
    await this.#hearAll(api, signal);
    if (shown.due === null) return false;
    await this.#send(api, await this.#sign(shown.epoch, shown.due), signal);
    return true;
  }

  /** Asks for the end of every job whose charge is not known: of one that was cancelled or whose answer broke. */
  async #hearAll(api: PaymentApi, signal?: AbortSignal): Promise<void> {
    for (const charge of (await this.#record()).open) {
      const status = await api.job(charge.jobId, signal).catch(ifUnknown);
      if (status !== null) await this.hears(status);
      // It may be on its way until then; after its deadline no proxy takes it in, and nothing can be charged for it.
      else if (this.#clock() > charge.notAfterMs + CLOCK_MARGIN_MS) await this.refuses(charge.jobId);
    }
  }

  /** A voucher that this client signed and the proxy does not show was lost on its way: it is sent again first. */
  async #deliver(api: PaymentApi, shown: VoucherAnswer, signal?: AbortSignal): Promise<VoucherAnswer> {
    const record = await this.#record();
    compareVouchers(record, shown, this.#clock());
    const { signed } = record;
    if (signed === null || signed.delivered || signed.epoch !== shown.epoch) return shown;
    if (shown.last !== null && BigInt(shown.last.cumulativeNanoton) === signed.cumulativeNanoton) {
      await this.#delivered(signed);
      return shown;
    }
    return this.#send(api, signed, signal);
  }

  /** Stored before it leaves: whatever happens then, this client knows what it has signed away. */
  async #sign(epoch: number, due: DueVoucher): Promise<SignedVoucher> {
    const { signed } = await this.#update((stored) => {
      const record = inEpoch(stored, epoch);
      const charge = {
        epoch,
        cumulativeNanoton: checkDue(record, due, this.#clock()),
        validUntil: due.validUntil,
      };
      return {
        ...record,
        signed: { ...charge, signature: signCharge(this.#ed25519, record, charge), delivered: false },
      };
    });
    return signed as SignedVoucher;
  }

  async #send(api: PaymentApi, signed: SignedVoucher, signal?: AbortSignal): Promise<VoucherAnswer> {
    const { epoch, cumulativeNanoton, validUntil, signature } = signed;
    const shown = await api.signVoucher(
      {
        epoch,
        cumulativeNanoton: cumulativeNanoton.toString(),
        validUntil,
        payerSignature: signature,
      },
      signal,
    );
    if (shown.last === null || BigInt(shown.last.cumulativeNanoton) < cumulativeNanoton)
      throw clientError("voucher_forgotten");
    await this.#delivered(signed);
    return shown;
  }

  async #delivered({ epoch, cumulativeNanoton }: SignedVoucher): Promise<void> {
    await this.#update((record) => {
      const { signed } = record;
      const same = signed?.epoch === epoch && signed.cumulativeNanoton === cumulativeNanoton;
      return same ? { ...record, signed: { ...signed, delivered: true } } : record;
    });
  }

  async #record(): Promise<PayerRecord> {
    const record = await this.#store.load(this.#escrow);
    if (!record) throw clientError("payer_record_lost");
    return record;
  }

  #update(change: (record: PayerRecord) => PayerRecord): Promise<PayerRecord> {
    return this.#store.update(this.#escrow, change);
  }
}

const openOf = ({ open }: PayerRecord, jobId: string): OpenCharge | undefined =>
  open.find((charge) => charge.jobId === jobId);

function ifUnknown(error: unknown): null {
  if (error instanceof ClientError && error.code === "job_not_found") return null;
  throw error;
}
