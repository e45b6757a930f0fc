/** A link that may be given slots to offer to its proxy. */
export interface SlotHolder {
  /** `slots` more jobs may be sent. */
  grant(slots: number): void;
}

/**
 * The worker's places to run jobs. They belong to no link: each is with the pool, offered to the proxy over the link that
 * takes jobs now, or taken by a job, and comes back when that has ended, over whichever link it came.
 */
export class SlotPool {
  #idle: number;
  #holder: SlotHolder | null = null;

  constructor(slots: number) {
    this.#idle = slots;
  }

  /** All idle slots go to this link, now and from now on. */
  offerTo(holder: SlotHolder): void {
    this.#holder = holder;
    this.#hand();
  }

  /** The link is gone or takes no more jobs: `unused` slots that it was granted come back. */
  withdraw(holder: SlotHolder, unused: number): void {
    if (this.#holder === holder) this.#holder = null;
    this.giveBack(unused);
  }

  giveBack(slots: number): void {
    this.#idle += slots;
    this.#hand();
  }

  #hand(): void {
    if (!this.#holder || this.#idle === 0) return;
    const slots = this.#idle;
    this.#idle = 0;
    this.#holder.grant(slots);
  }
}
