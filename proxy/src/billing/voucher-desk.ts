import {
  addPayerSignature,
  type Escrow,
  escrowOf,
  latestVoucher,
  owingOf,
  saveVoucher,
  type Voucher,
} from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { CocoonError, type DueVoucher, type PayerSignature, type VoucherAnswer } from "@cocoon/protocol/api";
import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton, parseNanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import type { ChargeSigner } from "./charge-signer.ts";

export interface VoucherDeskOptions {
  readonly database: Database;
  /** Null on a proxy without a treasury. */
  readonly signer: ChargeSigner | null;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** A payer's signature waits here until the charge is worth its fees, so it counts much longer than one that is sent at once. */
const VALID_SECONDS = 7 * 24 * 3600;
/** One that ends sooner is signed anew: it might not be sent in time. */
const FRESH_SECONDS = 24 * 3600;

/** Where a payer key signs for what its escrow's jobs came to (SPEC 6.11). */
export class VoucherDesk {
  readonly #options: VoucherDeskOptions;

  constructor(options: VoucherDeskOptions) {
    this.#options = options;
  }

  /** @throws CocoonError not_offered, wallet_required */
  async show(accountId: string): Promise<VoucherAnswer> {
    const { signer, escrow } = await this.#parts(accountId);
    const last = await this.#last(escrow);
    return {
      escrow: escrow.address,
      globalId: signer.globalId,
      epoch: escrow.epoch,
      last: last && shown(last),
      due: await this.#due(signer, escrow, last),
    };
  }

  /**
   * Takes the payer's signature over exactly a voucher that this proxy has signed; the same again changes nothing.
   * @throws CocoonError not_offered, wallet_required, signature_invalid
   */
  async accept(accountId: string, signed: PayerSignature): Promise<VoucherAnswer> {
    const { signer, escrow } = await this.#parts(accountId);
    const payerKey = this.#payerKeyOf(escrow);
    const { epoch, validUntil } = signed;
    const terms = { epoch, validUntil, cumulativeNanoton: parseNanoton(signed.cumulativeNanoton) };
    const signature = fromHex(signed.payerSignature);
    const voucher = { ...terms, escrow: Address.parseRaw(escrow.address) };
    if (payerKey === null || !signer.isPayersCharge(voucher, signature, fromHex(payerKey)))
      throw new CocoonError("signature_invalid");
    const key = { ...terms, escrow: escrow.address, kind: "charge" as const };
    const added = await addPayerSignature(this.#options.database, key, signature);
    if (!added && !(await this.#has(escrow, terms.cumulativeNanoton)))
      throw new CocoonError("signature_invalid");
    return this.show(accountId);
  }

  async #parts(accountId: string): Promise<{ signer: ChargeSigner; escrow: Escrow }> {
    const { database, signer } = this.#options;
    if (signer === null) throw new CocoonError("not_offered");
    const escrow = await escrowOf(database, accountId);
    if (escrow === null) throw new CocoonError("wallet_required");
    return { signer, escrow };
  }

  /** Whether the signature came before and the chain has seen it since: then it is open no more, and not refused. */
  async #has(escrow: Escrow, cumulativeNanoton: Nanoton): Promise<boolean> {
    const last = await this.#last(escrow);
    return last !== null && last.cumulativeNanoton >= cumulativeNanoton;
  }

  #last({ address, epoch }: Escrow): Promise<Voucher | null> {
    return latestVoucher(this.#options.database, { escrow: address, epoch, byPayer: true });
  }

  /** Null without a payer key, and where its last signature covers what is owed. */
  async #due(signer: ChargeSigner, escrow: Escrow, last: Voucher | null): Promise<DueVoucher | null> {
    const owing = await owingOf(this.#options.database, escrow.accountId);
    if (owing === null || this.#payerKeyOf(escrow) === null) return null;
    const cumulativeNanoton = nanoton(owing.chargedNanoton + owing.owingNanoton);
    if (last !== null && last.cumulativeNanoton >= cumulativeNanoton && this.#isFresh(last)) return null;
    return due(await this.#signed(signer, escrow, cumulativeNanoton));
  }

  /** The proxy's part: the one it has signed for this amount, or one made now and stored before it is shown. */
  async #signed(signer: ChargeSigner, escrow: Escrow, cumulativeNanoton: Nanoton): Promise<Signed> {
    const { database, now } = this.#options;
    const { address, epoch } = escrow;
    const known = await latestVoucher(database, { escrow: address, epoch });
    if (known?.cumulativeNanoton === cumulativeNanoton && this.#isFresh(known)) return known;
    const validUntil = Math.floor(now() / 1000) + VALID_SECONDS;
    const terms = { epoch, cumulativeNanoton, validUntil };
    const proxySignature = signer.signCharge({ ...terms, escrow: Address.parseRaw(address) });
    const voucher = { ...terms, escrow: address, proxySignature, payerSignature: null };
    await saveVoucher(database, { ...voucher, kind: "charge" });
    return voucher;
  }

  /** A key that is pending counts already where there is none: what is charged after it takes effect needs its signature. */
  #payerKeyOf({ payerKey, pendingPayerKey, pendingAt }: Escrow): string | null {
    const isInForce = pendingAt !== null && pendingAt * 1000 <= this.#options.now();
    return isInForce ? (pendingPayerKey ?? payerKey) : (payerKey ?? pendingPayerKey);
  }

  #isFresh({ validUntil, state }: Voucher): boolean {
    return state !== "expired" && validUntil >= this.#options.now() / 1000 + FRESH_SECONDS;
  }
}

type Signed = Pick<Voucher, "cumulativeNanoton" | "validUntil" | "proxySignature">;

const due = ({ cumulativeNanoton, validUntil, proxySignature }: Signed): DueVoucher => ({
  cumulativeNanoton: cumulativeNanoton.toString(),
  validUntil,
  proxySignature: toHex(proxySignature),
});

const shown = ({ cumulativeNanoton, validUntil, payerSignature }: Voucher): VoucherAnswer["last"] =>
  payerSignature && {
    cumulativeNanoton: cumulativeNanoton.toString(),
    validUntil,
    payerSignature: toHex(payerSignature),
  };
