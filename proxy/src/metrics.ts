/** Counters and gauges in Prometheus' text format. Nothing here is per person, and no label comes from a request. */
export class Metrics {
  readonly #counters = new Map<string, number>();
  readonly #gauges = new Map<string, () => number | Promise<number>>();

  count(name: string, label = ""): void {
    const key = label ? `${name}{outcome="${label}"}` : name;
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + 1);
  }

  gauge(name: string, read: () => number | Promise<number>): void {
    this.#gauges.set(name, read);
  }

  async text(): Promise<string> {
    const lines = [...this.#counters].sort().map(([key, value]) => `cocoon_${key} ${value}`);
    for (const [name, read] of this.#gauges) lines.push(`cocoon_${name} ${await read()}`);
    return `${lines.join("\n")}\n`;
  }
}
