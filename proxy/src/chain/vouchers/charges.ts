import {
  encodeGrantClose,
  encodeSignedCharge,
  encodeSyncKeys,
  VALUE_FOR_FEES,
} from "@cocoon/contracts/escrow";
import {
  cosignedVouchers,
  escrowAt,
  escrowsToCharge,
  expireCharge,
  expireVouchers,
  latestVoucher,
  markVoucherSent,
  type OwingEscrow,
  saveVoucher,
  sendableVouchers,
  type Voucher,
} from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { type Nanoton, nanoton } from "@cocoon/protocol/money";
import { Address, type Cell } from "@ton/core";
import type { Contracts } from "../contracts.ts";
import type { Outgoing, Parcel } from "../courier/courier.ts";
import type { VoucherKeys } from "../voucher-keys.ts";
import { BATCH } from "../wallet/hot-wallet.ts";
import { chargeableNanoton } from "./amount.ts";
import { isClosed, wouldTake } from "./taken.ts";

/** Long enough for an outage, short enough that a stolen copy is soon worthless. */
const VALID_S = 3600;
/** Nothing is sent that could arrive after its last second. */
const LAST_SEND_S = 60;
/** A payer's signature is worth money until it ends: it is used before. */
const ENDS_SOON_S = 86_400;
/** So long before guards tighten, what is worth its fee is collected. */
const GUARDS_SOON_S = 2 * 3600;
/** A charge costs about a seventh of it. */
const WORTH_ITS_FEE = nanoton(10_000_000n);
/** What was sent in time may be seen so much later: until then no other voucher takes its place. */
const SURELY_SEEN_S = 300;

export interface ChargesOptions {
  readonly database: Database;
  readonly contracts: Contracts;
  readonly keys: VoucherKeys;
  /** An escrow that owes as much is charged. */
  readonly chargeAtNanoton: Nanoton;
  /** One that owes anything for so long, too. */
  readonly chargeAgeMs: number;
  /** How often to look for such. */
  readonly everyMs: number;
  /** What was sent so long ago and is not seen is sent again. */
  readonly resendAfterMs: number;
  /** Unix milliseconds of the chain that the watcher has brought into the books. */
  readonly seenAtMs: () => number;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Collects what was spent from escrows, and sends closes: one voucher row for each cumulative amount, sent until it is decided. */
export class Charges implements Outgoing {
  readonly #options: ChargesOptions;
  #signedAtMs = 0;

  constructor(options: ChargesOptions) {
    this.#options = options;
  }

  /** Do not wait for the next turn: an owner is closing. */
  hurry(): void {
    this.#signedAtMs = 0;
  }

  async sign(): Promise<void> {
    const { database, chargeAtNanoton, chargeAgeMs, everyMs, seenAtMs, now } = this.#options;
    await expireVouchers(database, Math.floor(Math.min(now(), seenAtMs()) / 1000) - SURELY_SEEN_S);
    if (now() - this.#signedAtMs < everyMs) return;
    this.#signedAtMs = now();
    const nowS = Math.floor(now() / 1000);
    const due = {
      leastNanoton: chargeAtNanoton,
      worthNanoton: WORTH_ITS_FEE,
      olderThanMs: chargeAgeMs,
      at: nowS,
      guardsBefore: nowS + GUARDS_SOON_S,
    };
    for (const escrow of await escrowsToCharge(database, due)) await this.#signCharge(escrow);
  }

  async parcels(): Promise<Parcel[]> {
    const { database, chargeAtNanoton, resendAfterMs, now } = this.#options;
    const nowMs = now();
    const nowS = Math.floor(nowMs / 1000);
    const query = {
      validAt: nowS + LAST_SEND_S,
      resendAfterMs,
      worthNanoton: WORTH_ITS_FEE,
      limit: BATCH,
    };
    const ours = await sendableVouchers(database, query);
    const cosigned = await cosignedVouchers(database, {
      ...query,
      leastNanoton: chargeAtNanoton,
      endsBefore: nowS + ENDS_SOON_S,
      guardsBefore: nowS + GUARDS_SOON_S,
      nowMs,
    });
    const due: Voucher[] = [];
    for (const voucher of [...ours, ...cosigned]) if (await this.#isTaken(voucher)) due.push(voucher);
    if (due.length === 0) return [];
    const { keySeq } = await this.#options.contracts.treasuryState();
    return Promise.all(due.map((voucher) => this.#parcel(voucher, keySeq)));
  }

  async #signCharge(escrow: OwingEscrow): Promise<void> {
    const { database, keys, now } = this.#options;
    const amount = chargeableNanoton(escrow, escrow.owingNanoton, now());
    const { address, epoch } = escrow;
    const before = await latestVoucher(database, { escrow: address, epoch });
    const validUntil = Math.floor(now() / 1000) + VALID_S;
    // One that is good for longer waits at the desk for its payer, who may never come.
    const isOurs = before?.state === "signed" && before.validUntil <= validUntil;
    const isUnderWay = isOurs || before?.state === "sent";
    if (amount === 0n || isUnderWay || isClosed(escrow, now())) return;
    const cumulativeNanoton = nanoton(escrow.chargedNanoton + amount);
    const terms = { epoch, cumulativeNanoton, validUntil };
    const proxySignature = keys.signCharge({ ...terms, escrow: Address.parseRaw(address) });
    const voucher = { ...terms, escrow: address, proxySignature, payerSignature: null };
    await saveVoucher(database, { ...voucher, kind: "charge" });
  }

  /**
   * Whether the contract would take it now, by all that the watcher has seen: what it refuses costs the proxy the fees each
   * time. A charge that it would not take is given up, for another to be signed.
   */
  async #isTaken(voucher: Voucher): Promise<boolean> {
    const { database, keys, now } = this.#options;
    const escrow = await escrowAt(database, voucher.escrow);
    if (!escrow || wouldTake(escrow, voucher, keys, now())) return true;
    if (voucher.kind === "charge") await expireCharge(database, voucher);
    return false;
  }

  /** An escrow that knows an older key is told the new one first, and charged by the next round. */
  async #parcel(voucher: Voucher, keySeq: number): Promise<Parcel> {
    const { database, keys } = this.#options;
    const to = Address.parseRaw(voucher.escrow);
    const message = (body: Cell) => ({ to, valueNanoton: VALUE_FOR_FEES, body });
    if (!(await this.#knowsKey(voucher, keySeq)))
      return { message: message(encodeSyncKeys()), sent: nothing };
    // By the present key, also when it was signed first by one that was replaced since.
    const terms = { ...voucher, escrow: to };
    const body =
      voucher.kind === "charge"
        ? encodeSignedCharge({ ...voucher, signature: keys.signCharge(terms) })
        : encodeGrantClose({ ...voucher, signature: keys.signClose(terms) });
    return { message: message(body), sent: () => markVoucherSent(database, voucher) };
  }

  /** It tells which key it knows with its next change only, so the contract itself is asked before one is sent in vain. */
  async #knowsKey({ escrow: address }: Voucher, keySeq: number): Promise<boolean> {
    const { database, contracts } = this.#options;
    const escrow = await escrowAt(database, address);
    if (!escrow || escrow.keySeq === keySeq) return true;
    return (await contracts.escrowState(Address.parseRaw(escrow.owner)))?.keySeq === keySeq;
  }
}

const nothing = async (): Promise<void> => undefined;
