import { beginCell, type Builder, type Cell, Dictionary } from "@ton/core";

/**
 * Prices of the base chain. `current` are those in force since the end of April 2026 (config parameters 18, 21 and 25 of
 * mainnet as others recorded them on 2026-06-02); `older` those before, about six times as high, which the sandbox ships and
 * at which figures of other projects were taken.
 */
export type Fees = "current" | "older";

interface Prices {
  /** Parameter 18, in 2⁻¹⁶ nanoton a second. */
  readonly storageBit: number;
  readonly storageCell: number;
  /** Parameter 21: the first 100 units of gas, and each further one in 2⁻¹⁶ nanoton. */
  readonly flatGas: number;
  readonly gas: number;
  /** Parameter 25: a message, and each bit and cell of it beyond its root in 2⁻¹⁶ nanoton. */
  readonly lump: number;
  readonly bit: number;
  readonly cell: number;
}

export const PRICES: Readonly<Record<Fees, Prices>> = {
  current: {
    storageBit: 0,
    storageCell: 135,
    flatGas: 6_667,
    gas: 4_369_067,
    lump: 66_667,
    bit: 4_369_067,
    cell: 436_906_667,
  },
  older: {
    storageBit: 1,
    storageCell: 500,
    flatGas: 40_000,
    gas: 26_214_400,
    lump: 400_000,
    bit: 26_214_400,
    cell: 2_621_440_000,
  },
};

const params = Dictionary.Values.Cell();

/** The configuration with these prices and this network's id (parameter 19, which signed vouchers name). */
export function configWith(config: Cell, fees: Fees, globalId: number): Cell {
  const all = config.beginParse().loadDictDirect(Dictionary.Keys.Int(32), params);
  const prices = PRICES[fees];
  all.set(18, storagePrices(prices));
  all.set(19, beginCell().storeInt(globalId, 32).endCell());
  all.set(
    21,
    patched(all.get(21), (old, to) => gasPrices(old, to, prices)),
  );
  all.set(
    25,
    patched(all.get(25), (old, to) => forwardPrices(old, to, prices)),
  );
  return beginCell().storeDictDirect(all).endCell();
}

function storagePrices({ storageBit, storageCell }: Prices): Cell {
  const entry = beginCell()
    .storeUint(0xcc, 8)
    .storeUint(0, 32)
    .storeUint(storageBit, 64)
    .storeUint(storageCell, 64)
    .storeUint(1_000, 64)
    .storeUint(500_000, 64)
    .endCell();
  const byStart = Dictionary.empty(Dictionary.Keys.Uint(32), {
    serialize: (value: Cell, builder: Builder) => {
      builder.storeSlice(value.beginParse());
    },
    parse: (slice) => slice.asCell(),
  });
  byStart.set(0, entry);
  return beginCell().storeDictDirect(byStart).endCell();
}

type Slice = ReturnType<Cell["beginParse"]>;

/** What `write` does not replace of the old parameter stays. */
function patched(old: Cell | undefined, write: (old: Slice, to: Builder) => void): Cell {
  if (!old) throw new Error("the configuration lacks a parameter");
  const slice = old.beginParse();
  const to = beginCell();
  write(slice, to);
  return to.storeSlice(slice).endCell();
}

/** d1 limit flatPrice de price ... */
function gasPrices(old: Slice, to: Builder, { flatGas, gas }: Prices): void {
  to.storeUint(old.loadUint(8), 8).storeUint(old.loadUintBig(64), 64).storeUint(flatGas, 64);
  old.skip(64);
  to.storeUint(old.loadUint(8), 8).storeUint(gas, 64);
  old.skip(64);
}

/** ea lump bit cell ... */
function forwardPrices(old: Slice, to: Builder, { lump, bit, cell }: Prices): void {
  to.storeUint(old.loadUint(8), 8).storeUint(lump, 64).storeUint(bit, 64).storeUint(cell, 64);
  old.skip(3 * 64);
}
