type Read = () => number | Promise<number>;

/** Counters and gauges in Prometheus' text format. Nothing here is per person, and no label comes from a request. */
export class Metrics {
  readonly #counters = new Map<string, Map<string, number>>();
  readonly #gauges = new Map<string, Read>();

  count(name: string, outcome = ""): void {
    const labels = outcome && `{outcome="${outcome}"}`;
    const series = this.#counters.get(name) ?? new Map<string, number>();
    this.#counters.set(name, series.set(labels, (series.get(labels) ?? 0) + 1));
  }

  gauge(name: string, read: Read): void {
    this.#gauges.set(name, read);
  }

  /** A gauge that can't be read now is left out, so that the others are still seen. */
  async text(): Promise<string> {
    const lines: string[] = [];
    for (const [name, series] of [...this.#counters].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      lines.push(`# TYPE cocoon_${name} counter`);
      for (const [labels, value] of series) lines.push(`cocoon_${name}${labels} ${value}`);
    }
    for (const [name, read] of this.#gauges) {
      const value = await Promise.resolve(read()).catch(() => null);
      if (value !== null) lines.push(`# TYPE cocoon_${name} gauge`, `cocoon_${name} ${value}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
