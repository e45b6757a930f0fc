/** Listeners of one process by topic; both buses deliver through it. */
export class Listeners {
  readonly #byTopic = new Map<string, Set<(message: unknown) => void>>();

  add(topic: string, listener: (message: unknown) => void): () => void {
    const set = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.#byTopic.get(topic) === set) this.#byTopic.delete(topic);
    };
  }

  deliver(topic: string, message: unknown): void {
    for (const listener of [...(this.#byTopic.get(topic) ?? [])]) listener(message);
  }
}
