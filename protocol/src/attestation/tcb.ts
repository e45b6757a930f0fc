import type { Product } from "./products.ts";

/** Security patch levels of a chip's firmware. Microcode levels count per CPU model, not per product line. */
export interface Tcb {
  /** Zero where the product has none: only Turin does. */
  readonly fmc: number;
  readonly bootloader: number;
  readonly tee: number;
  readonly snp: number;
  readonly microcode: number;
}

export const TCB_PARTS = ["fmc", "bootloader", "tee", "snp", "microcode"] as const;

/** Where each level lies in a TCB_VERSION's eight bytes, and which bytes must be zero (SPEC 3.6). */
interface TcbLayout {
  readonly fmc: number | null;
  readonly bootloader: number;
  readonly tee: number;
  readonly snp: number;
  readonly microcode: number;
  readonly reserved: readonly number[];
}

const CLASSIC: TcbLayout = { fmc: null, bootloader: 0, tee: 1, snp: 6, microcode: 7, reserved: [2, 3, 4, 5] };
const TURIN: TcbLayout = { fmc: 0, bootloader: 1, tee: 2, snp: 3, microcode: 7, reserved: [4, 5, 6] };

const layoutOf = (product: Product): TcbLayout => (product === "Turin" ? TURIN : CLASSIC);

export function decodeTcb(product: Product, raw: Uint8Array): Tcb {
  const layout = layoutOf(product);
  const at = (index: number | null): number => (index === null ? 0 : (raw[index] ?? 0));
  return {
    fmc: at(layout.fmc),
    bootloader: at(layout.bootloader),
    tee: at(layout.tee),
    snp: at(layout.snp),
    microcode: at(layout.microcode),
  };
}

export function encodeTcb(product: Product, tcb: Tcb): Uint8Array<ArrayBuffer> {
  const layout = layoutOf(product);
  const raw = new Uint8Array(8);
  for (const part of TCB_PARTS) {
    const index = layout[part];
    if (index !== null) raw[index] = tcb[part];
  }
  return raw;
}

export const reservedTcbBytesAreZero = (product: Product, raw: Uint8Array): boolean =>
  layoutOf(product).reserved.every((index) => raw[index] === 0);

/** Whether every component reaches its minimum: a higher one never makes up for a lower one. */
export const tcbAtLeast = (tcb: Tcb, minimum: Tcb): boolean =>
  TCB_PARTS.every((part) => tcb[part] >= minimum[part]);

export const tcbEquals = (a: Tcb, b: Tcb): boolean => TCB_PARTS.every((part) => a[part] === b[part]);
