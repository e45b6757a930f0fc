import type { Product } from "./products.ts";

/** Whose root it is. A simulated one proves nothing about hardware; every result says which it was. */
export type RootClass = "amd" | "simulated";

/** An AMD Root Key by the SHA-256 of its DER SubjectPublicKeyInfo, in lower-case hex. */
export interface RootPin {
  readonly product: Product;
  readonly spkiSha256: string;
  readonly class: RootClass;
}

/** AMD's own roots, computed from the certificates that KDS publishes (SPEC 3.4). */
export const AMD_ROOTS: readonly RootPin[] = [
  {
    product: "Milan",
    class: "amd",
    spkiSha256: "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9",
  },
  {
    product: "Genoa",
    class: "amd",
    spkiSha256: "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831",
  },
  {
    product: "Turin",
    class: "amd",
    spkiSha256: "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08",
  },
];

/** Whether a pin's class is true: no file can pass another root off as AMD's. */
export const isHonestPin = (pin: RootPin): boolean =>
  (pin.class === "amd") ===
  AMD_ROOTS.some(({ product, spkiSha256 }) => product === pin.product && spkiSha256 === pin.spkiSha256);
