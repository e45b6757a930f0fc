import {
  addPayerSignature,
  type Escrow,
  escrowOf,
  latestCosigned,
  latestVoucher,
  owingOf,
  saveVoucher,
  type Voucher,
} from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { CocoonError, type PayerSignature, type VoucherAnswer } from "@cocoon/protocol/api";
import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton, parseNanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import type { VoucherKeys } from "../voucher-keys.ts";
import { chargeableNanoton } from "./amount.ts";

/** A signature that the payer gave is kept until a charge is worth it, so it must live long. */
const VALID_S = 30 * 86_400;
/** A voucher that ends sooner is signed anew rather than shown. */
const LEAST_S = 2 * 86_400;

export interface CosigningOptions {
  readonly database: Database;
  readonly keys: VoucherKeys;
  readonly globalId: number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Vouchers of escrows that count only with the payer key's signature beside the proxy's (SPEC 6.11). */
export class Cosigning {
  readonly #options: CosigningOptions;

  constructor(options: CosigningOptions) {
    this.#options = options;
  }

  /** What both signed last, and what was spent since. @throws CocoonError not_offered for an escrow without a payer key */
  async standing(accountId: string): Promise<VoucherAnswer> {
    const escrow = await this.#escrowOf(accountId);
    const { address, epoch } = escrow;
    const last = await latestCosigned(this.#options.database, { escrow: address, epoch });
    const due = await this.#due(escrow, last);
    return {
      escrow: address,
      globalId: this.#options.globalId,
      epoch,
      last: last && { ...termsOf(last), payerSignature: toHex(last.payerSignature as Uint8Array) },
      due: due && { ...termsOf(due), proxySignature: toHex(due.proxySignature) },
    };
  }

  /** @throws CocoonError signature_invalid, not_offered */
  async sign(accountId: string, given: PayerSignature): Promise<VoucherAnswer> {
    const { database, keys } = this.#options;
    const escrow = await this.#escrowOf(accountId);
    const terms = {
      epoch: given.epoch,
      cumulativeNanoton: parseNanoton(given.cumulativeNanoton),
      validUntil: given.validUntil,
    };
    const signature = fromHex(given.payerSignature);
    const voucher = { ...terms, escrow: Address.parseRaw(escrow.address) };
    if (!keys.isPayersCharge(voucher, signature, fromHex(escrow.payerKey as string)))
      throw new CocoonError("signature_invalid");
    const key = { ...terms, escrow: escrow.address, kind: "charge" } as const;
    if (!(await addPayerSignature(database, key, signature))) throw new CocoonError("signature_invalid");
    return this.standing(accountId);
  }

  async #escrowOf(accountId: string): Promise<Escrow> {
    const escrow = await escrowOf(this.#options.database, accountId);
    if (!escrow || escrow.payerKey === null) throw new CocoonError("not_offered");
    return escrow;
  }

  /** Null when everything that was spent is signed. Stored before it is shown. */
  async #due(escrow: Escrow, last: Voucher | null): Promise<Voucher | null> {
    const { database, keys, now } = this.#options;
    const owing = (await owingOf(database, escrow.accountId))?.owingNanoton ?? nanoton(0n);
    const amount = chargeableNanoton(escrow, owing, now());
    const cumulativeNanoton = nanoton(escrow.chargedNanoton + amount);
    if (amount === 0n || (last && isLive(last) && last.cumulativeNanoton >= cumulativeNanoton)) return null;
    const { address, epoch } = escrow;
    const nowS = Math.floor(now() / 1000);
    const shown = await latestVoucher(database, { escrow: address, epoch });
    if (shown && isLive(shown) && isFor(shown, cumulativeNanoton, nowS + LEAST_S)) return shown;
    const terms = { epoch, cumulativeNanoton, validUntil: nowS + VALID_S };
    const proxySignature = keys.signCharge({ ...terms, escrow: Address.parseRaw(address) });
    const voucher = {
      ...terms,
      escrow: address,
      kind: "charge",
      proxySignature,
      payerSignature: null,
    } as const;
    await saveVoucher(database, voucher);
    return { ...voucher, state: "signed" };
  }
}

const isLive = ({ state }: Voucher): boolean => state !== "expired";

const isFor = (voucher: Voucher, cumulativeNanoton: Nanoton, validAt: number): boolean =>
  voucher.cumulativeNanoton === cumulativeNanoton && voucher.validUntil >= validAt;

const termsOf = ({ cumulativeNanoton, validUntil }: Voucher) => ({
  cumulativeNanoton: cumulativeNanoton.toString(),
  validUntil,
});
