import type { WalletTransaction } from "@cocoon/protocol/api";
import type { SentDeposit } from "@cocoon/client";
import { nanoton } from "@cocoon/protocol/money";
import { type ReadonlySignal, signal } from "@preact/signals";
import { type EngineMoney, EngineError } from "../engine/port.ts";
import { checkTopUp, type Owner } from "./escrow/check.ts";
import type { Settings } from "./own-storage.ts";
import { Pause } from "./pause.ts";
import { advance, choose, isOpen, type Payment, type PaymentEvent } from "./payment.ts";
import { readPayment, writePayment } from "./payment-record.ts";
import { type SendWish, WalletError } from "./port.ts";

const KEPT_AS = "wallet.payment";
/** By owner: the contract that this phone has last paid into, which it knows to be theirs. */
const escrowKeptAs = (owner: string): string => `wallet.escrow.${owner}`;
/** While it is young somebody watches; later once in a while is enough. */
const OFTEN_MS = 1_500;
const SELDOM_MS = 6_000;
const YOUNG_MS = 60_000;

export interface PaymentsOptions {
  readonly money: Pick<EngineMoney, "account" | "deposit" | "depositSent" | "depositStatus">;
  readonly settings: Settings;
  /** The key that the contract is to ask for from this payment on; null leaves it as it is. */
  readonly payerKey: () => Promise<string | null>;
  /** The wallet that is connected; null without one. */
  readonly owner: () => Owner | null;
  readonly send: (transaction: WalletTransaction, wish: SendWish) => Promise<string>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** The payment that is on its way, followed to its end and kept at every step: a restart goes on where it stood. */
export class Payments {
  readonly #options: PaymentsOptions;
  readonly #payment = signal<Payment | null>(null);
  readonly #pause = new Pause();
  #watching = false;
  /** Each is kept after the one before it. */
  #written: Promise<void> = Promise.resolve();
  #asking: AbortController | null = null;

  constructor(options: PaymentsOptions) {
    this.#options = options;
  }

  get payment(): ReadonlySignal<Payment | null> {
    return this.#payment;
  }

  /** Goes on with the one of an earlier run. */
  async resume(): Promise<void> {
    const kept = readPayment(await this.#options.settings.getSetting(KEPT_AS));
    if (this.#payment.peek() || !kept) return;
    // Whether the wallet was asked at all is not known of one that was only chosen: the ledger will say.
    this.#payment.value = advance(kept, { type: "asked" });
    this.#watch();
  }

  /** The contract of that wallet as this phone has worked it out, raw; null before the first top-up from here. */
  knownEscrow(owner: string): Promise<string | null> {
    return this.#options.settings.getSetting(escrowKeptAs(owner));
  }

  /** Something may have happened: look now. */
  look(): void {
    this.#pause.ring();
  }

  /** Lets go of one that is over. */
  async dismiss(): Promise<void> {
    const payment = this.#payment.peek();
    if (!payment || isOpen(payment)) return;
    await this.#keep(null);
  }

  /** Stops waiting for the wallet. What it signs all the same is credited all the same, and stands in the statement. */
  async abandon(): Promise<void> {
    this.#asking?.abort();
    const state = this.#payment.peek()?.state;
    if (state === "chosen" || state === "asked") await this.#keep(null);
  }

  /**
   * Asks the wallet to pay in. Resolves once it has signed or refused; what follows is seen in {@link payment}.
   * @throws EngineError where the proxy gives no transaction, WalletError where it gives another one than this: then nothing
   * was begun
   */
  async pay(amountNanoton: bigint, walletName: string): Promise<void> {
    const { money, now } = this.#options;
    // What the wallet may still say to an earlier request is no word of this one.
    this.#asking?.abort();
    const owner = this.#options.owner();
    if (!owner) throw new WalletError("absent");
    const account = await money.account();
    const payerKey = await this.#options.payerKey();
    const guards = payerKey === null ? undefined : { payerKey };
    const parameters = await money.deposit(nanoton(amountNanoton), guards);
    checkTopUp(parameters, { owner, amountNanoton, payerKey, standing: account.escrow });
    // A full phone pays all the same: only the way out is the surer for it.
    await this.#options.settings
      .setSetting(escrowKeptAs(owner.address), parameters.escrow)
      .catch(() => undefined);
    const { transaction } = parameters;
    await this.#keep(
      choose({
        amountNanoton,
        walletName,
        depositedBeforeNanoton: this.#before(account),
        network: transaction.network,
        validUntilMs: transaction.validUntil * 1_000,
        askedMs: now(),
      }),
    );
    this.#watch();
    await this.#ask(transaction);
  }

  /** What the ledger will have before the next payment: one that the wallet has sent is sure to come first. */
  #before(account: SeenSum): bigint {
    const deposited = sumOf(account);
    const earlier = this.#payment.peek();
    if (earlier?.state !== "sent" && earlier?.state !== "on_its_way") return deposited;
    const expected = earlier.depositedBeforeNanoton + earlier.amountNanoton;
    return expected > deposited ? expected : deposited;
  }

  async #ask(transaction: WalletTransaction): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const timer = setTimeout(() => asking.abort(), transaction.validUntil * 1_000 - this.#options.now());
    try {
      const onAsked = () => void this.#apply({ type: "asked" });
      const boc = await this.#options.send(transaction, { onAsked, signal: asking.signal });
      if (asking.signal.aborted) return;
      await this.#apply({ type: "signed", atMs: this.#options.now(), boc });
      this.look();
    } catch (error) {
      const event = eventOf(error);
      if (event && !asking.signal.aborted) await this.#apply(event);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Told of the account as somebody has just seen it. */
  async told(account: SeenSum): Promise<void> {
    await this.#apply({ type: "deposited", atMs: this.#options.now(), totalNanoton: sumOf(account) });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    void this.#watchLoop().finally(() => {
      this.#watching = false;
    });
  }

  async #watchLoop(): Promise<void> {
    for (let payment = this.#payment.peek(); payment && isOpen(payment); payment = this.#payment.peek()) {
      const isYoung = this.#options.now() - payment.askedMs < YOUNG_MS;
      await this.#pause.wait(isYoung ? OFTEN_MS : SELDOM_MS);
      await this.#look();
    }
  }

  /** What the proxy knows of it now; where it can't be asked, the next look tells. */
  async #look(): Promise<void> {
    const { money, now } = this.#options;
    try {
      await this.#report();
      const id = this.#payment.peek()?.depositId;
      if (id) {
        const { state } = await money.depositStatus(id);
        await this.#apply({ type: "status", atMs: now(), state });
      }
      // Also with a status: of what the ledger had just before it was reported, the proxy waits for another one.
      await this.told(await money.account());
      await this.#apply({ type: "passed", atMs: now() });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }

  /** Tells the proxy that the wallet has sent, so that it looks at the chain sooner. */
  async #report(): Promise<void> {
    const payment = this.#payment.peek();
    if (!payment || payment.boc === null) return;
    const { boc, network } = payment;
    const amountNanoton = nanoton(payment.amountNanoton);
    const account = await this.#options.money.account();
    // Told after the ledger has it, the proxy would wait for another one.
    await this.told(account);
    if (this.#payment.peek()?.state !== "sent") return;
    await this.#apply({ type: "reported", depositId: await this.#idOf({ amountNanoton, network, boc }) });
  }

  /** Null where the proxy makes nothing of it: the sum in the ledger then says how it ends. */
  async #idOf(sent: SentDeposit): Promise<string | null> {
    try {
      return (await this.#options.money.depositSent(sent)).id;
    } catch (error) {
      if (error instanceof EngineError && error.problem.action !== "retry") return null;
      throw error;
    }
  }

  async #apply(event: PaymentEvent): Promise<void> {
    const payment = this.#payment.peek();
    if (!payment) return;
    const next = advance(payment, event);
    if (next !== payment) await this.#keep(next);
  }

  /** A phone that is full keeps none of it; the payment is followed all the same, for the ledger needs no record here. */
  async #keep(payment: Payment | null): Promise<void> {
    this.#payment.value = payment;
    const written = payment && writePayment(payment);
    this.#written = this.#written
      .then(() => this.#options.settings.setSetting(KEPT_AS, written))
      .catch(() => undefined);
    await this.#written;
  }
}

interface SeenSum {
  readonly escrow: { readonly depositedNanoton: string } | null;
}

/** All that the ledger says was ever paid in. */
const sumOf = ({ escrow }: SeenSum): bigint => BigInt(escrow?.depositedNanoton ?? 0);

/** A wallet that says nothing in time may have signed: only what it said is believed. */
function eventOf(error: unknown): PaymentEvent | null {
  if (!(error instanceof WalletError)) throw error;
  if (error.code === "cancelled") return null;
  return error.code === "declined" ? { type: "declined" } : { type: "failed", problem: error.code };
}
