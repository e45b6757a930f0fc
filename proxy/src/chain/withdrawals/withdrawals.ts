import {
  closesToSign,
  type Escrow,
  escrowOf,
  closesUndecided,
  freezeEscrow,
  latestVoucher,
  owingOf,
  saveVoucher,
  type Voucher,
  withGuardsAt,
} from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { statement } from "@cocoon/db/ledger";
import { CocoonError, type WithdrawalStatus } from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import type { Outgoing, Parcel } from "../courier/courier.ts";
import type { VoucherKeys } from "../voucher-keys.ts";
import { chargeableNanoton } from "../vouchers/amount.ts";

/** A close that is not in a block by then never counts. */
const VALID_MS = 10 * 60_000;
/** What happened on the chain until then is surely seen so much later; the account stays frozen meanwhile. */
const MARGIN_MS = 6 * 60_000;
/** A freeze is longer than it was meant to be while nobody knows how its close went. */
const SOON_MS = 10_000;

export interface WithdrawalsOptions {
  readonly database: Database;
  readonly keys: VoucherKeys;
  /** Something was signed: carry it now. */
  readonly hurry: () => void;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Pays people out at once: freezes the account, so that nothing more can be spent, and signs the close of its escrow. A
 * freeze without its close is found again by `sign`; a close that is not executed ends by itself, and the freeze with it,
 * but not before the watcher has seen the chain's time pass it.
 */
export class Withdrawals implements Outgoing {
  readonly #options: WithdrawalsOptions;

  constructor(options: WithdrawalsOptions) {
    this.#options = options;
  }

  /** Again while one is on its way: that one. @throws CocoonError wallet_required, nothing_to_withdraw, jobs_running, signature_due */
  async request(accountId: string): Promise<WithdrawalStatus> {
    const { database, now, hurry } = this.#options;
    const escrow = await this.#escrowOf(accountId);
    if (!escrow) throw new CocoonError("nothing_to_withdraw");
    const open = await this.#openClose(escrow);
    if (open) return this.#status(escrow, open);
    if (escrow.balanceNanoton === 0n) throw new CocoonError("nothing_to_withdraw");
    await this.#demandSigned(escrow);
    const untilMs = now() + VALID_MS + MARGIN_MS;
    const frozen = await freezeEscrow(database, { accountId, untilMs });
    if (frozen.kind === "jobs_open") throw new CocoonError("jobs_running");
    await this.#signClose(accountId);
    hurry();
    return this.#statusOf(accountId);
  }

  /** The account's latest; null when it never asked for one. */
  async latest(accountId: string): Promise<WithdrawalStatus | null> {
    const escrow = await escrowOf(this.#options.database, accountId);
    if (!escrow) return null;
    const close =
      (await this.#closeOf(escrow, escrow.epoch)) ?? (await this.#closeOf(escrow, escrow.epoch - 1));
    const isFrozen = (escrow.frozenUntilMs ?? 0) > this.#options.now();
    return close || isFrozen ? this.#status(escrow, close) : null;
  }

  /** What a crash, or a charge that had to come first, left to sign. */
  async sign(): Promise<void> {
    const { database, now } = this.#options;
    for (const accountId of await closesUndecided(database, now() + SOON_MS))
      await freezeEscrow(database, { accountId, untilMs: now() + MARGIN_MS });
    for (const accountId of await closesToSign(database, now())) await this.#signClose(accountId);
  }

  /** They go with the charges. */
  async parcels(): Promise<Parcel[]> {
    return [];
  }

  /** With a payer key the charges that it signed come first, by themselves; the close then charges nothing. */
  async #signClose(accountId: string): Promise<void> {
    const { database, keys, now } = this.#options;
    const escrow = await this.#escrowOf(accountId);
    const owing = (await owingOf(database, accountId))?.owingNanoton ?? nanoton(0n);
    if (!escrow?.frozenUntilMs || (escrow.payerKey !== null && owing > 0n)) return;
    const validUntil = Math.floor((escrow.frozenUntilMs - MARGIN_MS) / 1000);
    if (validUntil * 1000 <= now()) return;
    const cumulativeNanoton = nanoton(escrow.chargedNanoton + chargeableNanoton(escrow, owing, now()));
    const { address, epoch } = escrow;
    const terms = { epoch, cumulativeNanoton, validUntil };
    const proxySignature = keys.signClose({ ...terms, escrow: Address.parseRaw(address) });
    const voucher = { ...terms, escrow: address, proxySignature, payerSignature: null };
    await saveVoucher(database, { ...voucher, kind: "close" });
  }

  /** What the payer's key has not signed could not be charged any more once the escrow is closed. */
  async #demandSigned(escrow: Escrow): Promise<void> {
    if (escrow.payerKey === null) return;
    const { database } = this.#options;
    const owing = await owingOf(database, escrow.accountId);
    if (!owing) return;
    const signed = await latestVoucher(database, {
      escrow: escrow.address,
      epoch: escrow.epoch,
      byPayer: true,
    });
    if (
      !signed ||
      signed.state === "expired" ||
      signed.cumulativeNanoton < escrow.chargedNanoton + owing.owingNanoton
    )
      throw new CocoonError("signature_due");
  }

  async #escrowOf(accountId: string): Promise<Escrow | null> {
    const { database, now } = this.#options;
    const escrow = await escrowOf(database, accountId);
    return escrow && withGuardsAt(escrow, Math.floor(now() / 1000));
  }

  #closeOf({ address }: Escrow, epoch: number): Promise<Voucher | null> {
    return latestVoucher(this.#options.database, { escrow: address, epoch, kind: "close" });
  }

  async #openClose(escrow: Escrow): Promise<Voucher | null> {
    const close = await this.#closeOf(escrow, escrow.epoch);
    return close?.state === "signed" || close?.state === "sent" ? close : null;
  }

  async #statusOf(accountId: string): Promise<WithdrawalStatus> {
    const status = await this.latest(accountId);
    if (!status) throw new CocoonError("unavailable");
    return status;
  }

  /** Named by the epoch that it ends. */
  async #status(escrow: Escrow, close: Voucher | null): Promise<WithdrawalStatus> {
    const epoch = close?.epoch ?? escrow.epoch;
    const state = stateOf(escrow, close);
    const validUntilMs = close ? close.validUntil * 1000 : (escrow.frozenUntilMs ?? 0) - MARGIN_MS;
    const paidNanoton = state === "paid" ? await this.#lastPaid(escrow.accountId) : null;
    return { id: `epoch-${epoch}`, state, paidNanoton, validUntilMs };
  }

  async #lastPaid(accountId: string): Promise<string | null> {
    const { entries } = await statement(this.#options.database, {
      accountId,
      kinds: ["withdrawal"],
      limit: 1,
    });
    return entries[0] ? (-entries[0].amountNanoton).toString() : null;
  }
}

function stateOf(escrow: Escrow, close: Voucher | null): WithdrawalStatus["state"] {
  if (!close) return "requested";
  if (close.epoch < escrow.epoch) return "paid";
  if (close.state === "expired") return "expired";
  return close.state === "sent" ? "sent" : "requested";
}
