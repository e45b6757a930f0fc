import type { Secret } from "@cocoon/protocol/bytes";
import { addNanoton, type Nanoton, nanoton } from "@cocoon/protocol/money";

/** A job whose charge is not known yet, and what a receipt for it must agree with. Kept before its envelope leaves. */
export interface OpenCharge {
  readonly jobId: string;
  /** T, the transcript hash, in hex. */
  readonly transcript: string;
  readonly manifest: string;
  readonly quote: string;
  readonly ceilingNanoton: Nanoton;
  readonly notAfterMs: number;
  /** Attested sign_pk by key_id, all in hex: the machines that the envelope was sealed to. */
  readonly signers: Readonly<Record<string, string>>;
}

/** A voucher that this key has signed. */
export interface SignedVoucher {
  readonly epoch: number;
  readonly cumulativeNanoton: Nanoton;
  readonly validUntil: number;
  readonly signature: string;
  /** Whether the proxy has shown that it has it. */
  readonly delivered: boolean;
}

/** All that a payer must remember of one escrow: whoever forgets it can be made to pay twice. */
export interface PayerRecord {
  readonly escrow: string;
  readonly globalId: number;
  /** Ed25519 seed. */
  readonly key: Secret<Uint8Array>;
  readonly epoch: number;
  /** What the escrow may be charged for besides the answers below: what was spent before this key stood in it. */
  readonly baseNanoton: Nanoton;
  /** The charges of all answers whose receipts were checked, in all epochs. */
  readonly acceptedNanoton: Nanoton;
  /** Signed away in epochs that are over. */
  readonly signedBeforeNanoton: Nanoton;
  /** Of this epoch. */
  readonly signed: SignedVoucher | null;
  readonly open: readonly OpenCharge[];
}

/** The most that may be signed away in this epoch: never more, in all epochs, than what was accepted. */
export function allowanceNanoton({
  baseNanoton,
  acceptedNanoton,
  signedBeforeNanoton,
}: PayerRecord): Nanoton {
  const earned = addNanoton(baseNanoton, acceptedNanoton);
  return nanoton(earned > signedBeforeNanoton ? earned - signedBeforeNanoton : 0n);
}

/** The job is about to be posted; sealed anew, its new terms replace the old, to which no receipt counts any more. */
export const withOpen = (record: PayerRecord, charge: OpenCharge): PayerRecord => ({
  ...record,
  open: [...record.open.filter(({ jobId }) => jobId !== charge.jobId), charge],
});

/** The job is over at this price. Once: a job that is not open adds nothing. */
export function withCharge(record: PayerRecord, jobId: string, chargedNanoton: Nanoton): PayerRecord {
  const open = record.open.filter((charge) => charge.jobId !== jobId);
  if (open.length === record.open.length) return record;
  return { ...record, open, acceptedNanoton: addNanoton(record.acceptedNanoton, chargedNanoton) };
}

/** The escrow was closed: its counter begins at nothing, and what was signed away before stays signed away. */
export const inEpoch = (record: PayerRecord, epoch: number): PayerRecord =>
  epoch <= record.epoch
    ? record
    : {
        ...record,
        epoch,
        signedBeforeNanoton: addNanoton(
          record.signedBeforeNanoton,
          record.signed?.cumulativeNanoton ?? record.baseNanoton,
        ),
        signed: null,
      };
