import { MalformedError } from "@cocoon/protocol/bytes";
import type { Cell, Slice } from "@ton/core";

/** A leaf: its key in hex, and what follows the label. */
export type Leaf = readonly [key: string, value: Slice];

/**
 * Reads a TON dictionary (HashmapE) that may be hostile. The library's own reader follows labels longer than the key and shared
 * cells without end; here each step uses up a bit of the key, and the leaves are counted.
 * @throws MalformedError for another form, or more than `most` leaves
 */
export function readDictionary(root: Cell | null, keyBits: number, most: number, what: string): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (cell: Cell, prefix: string): void => {
    const slice = cell.beginParse();
    const key = prefix + readLabel(slice, keyBits - prefix.length, what);
    if (key.length === keyBits) {
      if (leaves.length === most) throw new MalformedError(`${what}: more than ${most} entries`);
      leaves.push([hexOf(key), slice]);
      return;
    }
    const [left, right] = [slice.loadRef(), slice.loadRef()];
    slice.endParse();
    walk(left, `${key}0`);
    walk(right, `${key}1`);
  };
  if (root) walk(root, "");
  return leaves;
}

/** hml_short, hml_long or hml_same. */
function readLabel(slice: Slice, most: number, what: string): string {
  if (!slice.loadBit()) return readBits(slice, within(readUnary(slice), most, what));
  const isSame = slice.loadBit();
  const same = isSame && slice.loadBit() ? "1" : "0";
  const length = within(slice.loadUint(Math.ceil(Math.log2(most + 1))), most, what);
  return isSame ? same.repeat(length) : readBits(slice, length);
}

function readUnary(slice: Slice): number {
  let length = 0;
  while (slice.loadBit()) length++;
  return length;
}

function within(length: number, most: number, what: string): number {
  if (length > most) throw new MalformedError(`${what}: a label is longer than its key`);
  return length;
}

const readBits = (slice: Slice, length: number): string =>
  length === 0 ? "" : slice.loadUintBig(length).toString(2).padStart(length, "0");

const hexOf = (bits: string): string =>
  BigInt(`0b${bits}`)
    .toString(16)
    .padStart(bits.length / 4, "0");
