import type { Log } from "../../log.ts";
import type { Metrics } from "../../metrics.ts";
import { ChainError } from "../source/error.ts";
import type { HotWallet, WalletMessage } from "../wallet/hot-wallet.ts";

/** A message to a contract, and what to note once it was handed to the network. */
export interface Parcel {
  readonly message: WalletMessage;
  /** A crash before it costs one message more, which the contract refuses. */
  sent(): Promise<void>;
}

/** Something that has messages to send: charges and closes, payouts. */
export interface Outgoing {
  /** Signs what is due. What is signed is stored first. */
  sign(): Promise<void>;
  /** What is signed and to be sent now. */
  parcels(): Promise<Parcel[]>;
}

export interface CourierOptions {
  readonly wallet: Pick<HotWallet, "send" | "balanceNanoton">;
  /** The most urgent first. */
  readonly outgoing: readonly Outgoing[];
  readonly everyMs: number;
  readonly metrics: Metrics;
  readonly log: Log;
}

const WEIGH_EVERY_MS = 60_000;

/** Carries what the proxy has signed to the chain, many messages by one transfer. That it arrived is the watcher's to say. */
export class Courier {
  readonly #options: CourierOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #working: Promise<void> | null = null;
  #again = false;
  #isTold = false;
  /** As of at most a minute ago: whoever reads the metrics does not wait for TON. */
  #balanceNanoton: bigint | null = null;
  #weighedAtMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: CourierOptions) {
    this.#options = options;
    options.metrics.gauge("hot_wallet_nanoton", () =>
      this.#balanceNanoton === null ? Number.NaN : Number(this.#balanceNanoton),
    );
    this.#workIn(options.everyMs);
  }

  /** Something became urgent: go now. */
  poke(): void {
    this.#again = true;
    this.#workIn(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#working;
  }

  #workIn(waitMs: number): void {
    if (this.#closed || this.#working) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#again = false;
      this.#working = this.#work().finally(() => {
        this.#working = null;
        this.#workIn(this.#again ? 0 : this.#options.everyMs);
      });
    }, waitMs);
    this.#timer.unref();
  }

  async #work(): Promise<void> {
    const { log, metrics } = this.#options;
    try {
      await this.#weigh();
      await this.round();
    } catch (error) {
      const reason =
        error instanceof ChainError ? error.code : error instanceof Error ? error.name : "unknown";
      metrics.count("courier_rounds_failed", reason);
      log("warn", "courier_failed", { reason });
    }
  }

  async #weigh(): Promise<void> {
    if (performance.now() - this.#weighedAtMs < WEIGH_EVERY_MS) return;
    this.#balanceNanoton = await this.#options.wallet.balanceNanoton();
    this.#weighedAtMs = performance.now();
  }

  /** One transfer at most. @throws ChainError, DatabaseError */
  async round(): Promise<void> {
    const { outgoing, wallet } = this.#options;
    for (const one of outgoing) await one.sign();
    const parcels: Parcel[] = [];
    for (const one of outgoing) parcels.push(...(await one.parcels()));
    if (parcels.length === 0) return;
    const { sent, because } = await wallet.send(parcels.map(({ message }) => message));
    for (const parcel of parcels.slice(0, sent)) await parcel.sent();
    this.#tell(because === "low");
  }

  /** Once, until the wallet can pay again. */
  #tell(isLow: boolean): void {
    const remedy = "send it some TON; what it can't pay for waits";
    if (isLow && !this.#isTold) this.#options.log("error", "hot_wallet_low", { remedy });
    this.#isTold = isLow;
  }
}
