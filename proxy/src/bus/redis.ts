import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { Listeners } from "./local.ts";
import type { Bus } from "./port.ts";

const CHANNEL = "cocoon:bus";
/** The largest message is a live check's evidence. */
const MESSAGE_BYTES = 1024 * 1024;

/**
 * One pub/sub channel for all proxies. This process hears itself at once and without Redis, so that the common case of
 * a single proxy costs no round trip.
 */
export class RedisBus implements Bus {
  readonly #self = randomBytes(8).toString("hex");
  readonly #listeners = new Listeners();
  readonly #publisher: Redis;
  readonly #subscriber: Redis;

  private constructor(publisher: Redis) {
    this.#publisher = publisher;
    this.#subscriber = publisher.duplicate();
  }

  static async connect(publisher: Redis, onError: (error: Error) => void): Promise<RedisBus> {
    const bus = new RedisBus(publisher);
    bus.#subscriber.on("error", onError);
    bus.#subscriber.on("message", (_channel: string, text: string) => bus.#hear(text));
    await bus.#subscriber.subscribe(CHANNEL);
    return bus;
  }

  publish(topic: string, message: unknown): void {
    queueMicrotask(() => this.#listeners.deliver(topic, message));
    const text = JSON.stringify([this.#self, topic, message]);
    // At most once by contract: a lost message is found again by whoever keeps the state.
    this.#publisher.publish(CHANNEL, text).catch(() => undefined);
  }

  subscribe(topic: string, listener: (message: unknown) => void): () => void {
    return this.#listeners.add(topic, listener);
  }

  async close(): Promise<void> {
    this.#subscriber.disconnect();
  }

  #hear(text: string): void {
    if (text.length > MESSAGE_BYTES) return;
    const [from, topic, message] = JSON.parse(text) as [string, string, unknown];
    if (from !== this.#self) this.#listeners.deliver(topic, message);
  }
}
