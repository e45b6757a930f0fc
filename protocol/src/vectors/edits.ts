import { concatBytes, fromHex } from "../bytes/index.ts";

/** How a reject vector differs from the accepted one it names: bytes put in place, then a cut, then bytes appended. */
export interface Edits {
  readonly put?: readonly { readonly at: number; readonly hex: string }[];
  readonly cutTo?: number;
  readonly append?: string;
}

export function edited(bytes: Uint8Array, { put = [], cutTo, append = "" }: Edits): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  for (const { at, hex } of put) copy.set(fromHex(hex), at);
  return concatBytes(copy.subarray(0, cutTo ?? copy.length), fromHex(append));
}

/** An edit that changes one bit. */
export const flip = (bytes: Uint8Array, at: number, bit = 0): Edits => ({
  put: [{ at, hex: ((bytes[at] as number) ^ (1 << bit)).toString(16).padStart(2, "0") }],
});
