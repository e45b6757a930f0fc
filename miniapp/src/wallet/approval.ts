import { type ReadonlySignal, signal } from "@preact/signals";
import type { EngineMoney } from "../engine/port.ts";
import type { Settings } from "./own-storage.ts";

const KEPT_AS = "wallet.approve";

/** Whether the next top-up into an empty contract gives it a payer key of this device: the person's wish, kept until then. */
export class Approval {
  readonly #settings: Settings;
  readonly #money: Pick<EngineMoney, "payerKey">;
  readonly #wished = signal(false);

  constructor(settings: Settings, money: Pick<EngineMoney, "payerKey">) {
    this.#settings = settings;
    this.#money = money;
  }

  get wished(): ReadonlySignal<boolean> {
    return this.#wished;
  }

  async read(): Promise<void> {
    this.#wished.value = (await this.#settings.getSetting(KEPT_AS)) === "on";
  }

  async wish(on: boolean): Promise<void> {
    this.#wished.value = on;
    await this.#settings.setSetting(KEPT_AS, on ? "on" : null);
  }

  /** For a top-up: the key to put into the contract; null where it is not wished, or can't begin now. @throws EngineError */
  async keyForTopUp(): Promise<string | null> {
    await this.read();
    if (!this.#wished.peek()) return null;
    const { state, publicKey } = await this.#money.payerKey(true);
    return state === "held" ? publicKey : null;
  }
}
