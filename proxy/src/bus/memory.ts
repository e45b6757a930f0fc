import { Listeners } from "./local.ts";
import type { Bus } from "./port.ts";

export class MemoryBus implements Bus {
  readonly #listeners = new Listeners();

  publish(topic: string, message: unknown): void {
    queueMicrotask(() => this.#listeners.deliver(topic, message));
  }

  subscribe(topic: string, listener: (message: unknown) => void): () => void {
    return this.#listeners.add(topic, listener);
  }

  async close(): Promise<void> {}
}
