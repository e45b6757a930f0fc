import { readFileSync } from "node:fs";

/** One of the models that are trained here, as variants.json describes it to training and to the builder alike. */
export interface Variant {
  name: string;
  description: { en: string; ru: string };
  /** Whose weights these are: several variants may be quantisations of one training run. */
  checkpoint: string;
  quantisation: "F16" | "Q8_0" | "Q4_0";
  shape: {
    vocabulary: number;
    /** In tokens. */
    context: number;
    width: number;
    layers: number;
    heads: number;
    kvHeads: number;
    feedForward: number;
  };
  epochs: number;
}

/** By model id. */
export function readVariants(): Record<string, Variant> {
  return JSON.parse(readFileSync(new URL("variants.json", import.meta.url), "utf8")) as Record<
    string,
    Variant
  >;
}
