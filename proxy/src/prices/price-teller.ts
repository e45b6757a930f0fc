import type { Database } from "@cocoon/db/connection";
import { ownerPricesOf } from "@cocoon/db/owners";
import type { Bus } from "../bus/port.ts";
import type { WorkerLink } from "../links/link.ts";
import type { Log } from "../log.ts";

/** A worker's link, as far as prices concern it. */
export type PricedLink = Pick<WorkerLink, "owner" | "closed" | "tellPrices">;

export interface PriceTellerDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly log: Log;
  readonly lookEveryMs?: number;
}

const TOPIC = "owner-prices";
/** A word on the bus can be lost, and Postgres away when it comes. */
const LOOK_EVERY_MS = 60_000;

/** Tells workers what their owner asks: when they join, and when that changes, at whichever proxy the owner said so. */
export class PriceTeller {
  readonly #deps: PriceTellerDeps;
  readonly #links = new Set<PricedLink>();
  /** Owners whose workers here are to be told. */
  readonly #due = new Set<string>();
  readonly #unsubscribe: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #telling: Promise<void> | null = null;

  constructor(deps: PriceTellerDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.bus.subscribe(TOPIC, (owner) => this.#tellSoon(String(owner)));
    this.#timer = setInterval(() => {
      for (const { owner } of this.#links) this.#tellSoon(owner);
    }, deps.lookEveryMs ?? LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** From now on, as long as the link stands. */
  join(link: PricedLink): void {
    this.#links.add(link);
    void link.closed.then(() => this.#links.delete(link));
    this.#tellSoon(link.owner);
  }

  /** The owner has set a price. */
  changed(owner: string): void {
    this.#deps.bus.publish(TOPIC, owner);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#timer);
    this.#due.clear();
    await this.#telling;
  }

  #tellSoon(owner: string): void {
    this.#due.add(owner);
    this.#telling ??= this.#tellAll();
  }

  /** One after the other, so that no older price is told after a newer one. */
  async #tellAll(): Promise<void> {
    for (const owner of this.#due) {
      this.#due.delete(owner);
      await this.#tell(owner).catch(() => this.#deps.log("warn", "prices_not_told"));
    }
    this.#telling = null;
  }

  async #tell(owner: string): Promise<void> {
    const links = () => [...this.#links].filter((link) => link.owner === owner);
    if (links().length === 0) return;
    const prices = await ownerPricesOf(this.#deps.database, owner);
    for (const link of links()) link.tellPrices(prices.map(({ model, quote }) => ({ model, quote })));
  }
}
