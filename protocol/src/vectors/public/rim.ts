/** A file of NVIDIA's golden measurements, as far as the public vectors ask. Its signature is not checked here. */
export interface Rim {
  readonly version: string;
  /** Of the entries that count; index i is for block i + 1 of a report. */
  readonly active: readonly { readonly index: number; readonly digests: readonly string[] }[];
}

/**
 * Reads the entries of a SWID tag. It is no XML parser: it takes what NVIDIA's files consist of and refuses a file in which it
 * finds nothing, for it judges vectors and protects nobody.
 */
export function readRim(xml: string): Rim {
  const version = attributesOf(/<[\w:]*Meta\s[^>]*>/.exec(xml)?.[0] ?? "").get("colloquialVersion");
  const entries = [...xml.matchAll(/<[\w:]*Resource\s[^>]*>/g)].map(([tag]) => attributesOf(tag));
  const measurements = entries.filter((entry) => entry.get("type") === "Measurement");
  if (version === undefined || measurements.length === 0)
    throw new Error("not a file of golden measurements");
  const active = measurements
    .filter((entry) => entry.get("active") === "True")
    .map((entry) => ({ index: Number(entry.get("index")), digests: digestsOf(entry) }));
  return { version, active };
}

type Attributes = ReadonlyMap<string, string>;

/** By local name: each file calls its namespaces otherwise. */
const attributesOf = (tag: string): Attributes =>
  new Map(
    [...tag.matchAll(/\s(?:[\w-]+:)?([\w-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );

/** Alternatives are Hash0, Hash1 and so on. */
const digestsOf = (entry: Attributes): string[] =>
  Array.from({ length: Number(entry.get("alternatives")) }, (_, i) => {
    const digest = entry.get(`Hash${i}`);
    if (digest === undefined)
      throw new Error(`golden measurement ${entry.get("index")} lacks alternative ${i}`);
    return digest.toLowerCase();
  });
