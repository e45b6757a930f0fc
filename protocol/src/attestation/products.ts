/** The processor lines that AMD publishes a root for. Bergamo and Siena are certified as Genoa. */
export const PRODUCTS = ["Milan", "Genoa", "Turin"] as const;
export type Product = (typeof PRODUCTS)[number];

/** CPUID family, model and stepping as a report of version 3 and later states them. */
export interface CpuId {
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
}

/** The line a CPU belongs to; null for one without a published root, such as Venice (SPEC 3.4). */
export function productOf({ family, model }: CpuId): Product | null {
  if (family === 0x19) {
    if (model <= 0x0f) return "Milan";
    if (model <= 0x1f || (model >= 0xa0 && model <= 0xaf)) return "Genoa";
  }
  return family === 0x1a && model <= 0x11 ? "Turin" : null;
}
