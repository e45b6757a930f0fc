import { concatBytes, equalBytes, fromHex, sha256, u16 } from "@cocoon/protocol/bytes";
import { parseTonAddress } from "@cocoon/protocol/money";
import { fromBase64 } from "./base64.ts";

// The code of the deposit contract, as the cell's hash and depth name it: contracts/wrappers/escrow.generated.ts.
export const ESCROW_CODE = {
  hash: "69ab285413e4a89127d230d2776d8baf08e09a85cd35d52c024a5c7192dc7bbd",
  depth: 10,
} as const;

/** An escrow's first data: what kind of contract it is, its treasury, its owner, and zeros. One cell of whole bytes. */
const DATA_BYTES = 103;
/** How such a cell begins: no references, and that many bytes. */
const DATA_SIZES = [0, 2 * DATA_BYTES] as const;

/**
 * Whether an address is that of a deposit contract with the code that we know, whose owner is this wallet: then what is paid in
 * can be had back by its owner alone, whatever the proxy wants. No contract can stand at an address that says so falsely: the
 * address is a hash of its code and of whose it is.
 * @param address in any spelling @param owner raw @param stateInit base64; only read for the treasury's address
 */
export function isOwnEscrow(address: string, owner: string, stateInit: string): boolean {
  const bytes = fromBase64(stateInit);
  const wanted = hashOf(address);
  for (let at = 0; at + DATA_SIZES.length + DATA_BYTES <= bytes.length; at++) {
    if (bytes[at] !== DATA_SIZES[0] || bytes[at + 1] !== DATA_SIZES[1]) continue;
    const cell = bytes.slice(at, at + DATA_SIZES.length + DATA_BYTES);
    if (isOf(hashOf(owner), cell.subarray(DATA_SIZES.length)) && equalBytes(stateHash(cell), wanted))
      return true;
  }
  return false;
}

/** Bits: 00, then 100 with the workchain's byte and 32 bytes for either address, then 32 and 256 of nothing. */
function isOf(owner: Uint8Array, data: Uint8Array): boolean {
  const [first = 0xff, second = 0xff] = data;
  const isTreasury = first === 0x20 && second >> 3 === 0;
  const isOwner = ((data[33] ?? 0) & 7) === 4 && data[34] === 0 && equalBytes(data.slice(35, 67), owner);
  return isTreasury && isOwner && data.subarray(67).every((byte) => byte === 0);
}

/** Of the state that holds our code and this data: two references, five bits 00110. */
const stateHash = (dataCell: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  sha256(
    concatBytes(
      Uint8Array.of(2, 1, 0x34),
      u16(ESCROW_CODE.depth),
      u16(0),
      fromHex(ESCROW_CODE.hash),
      sha256(dataCell),
    ),
  );

const hashOf = (address: string): Uint8Array<ArrayBuffer> => fromHex(parseTonAddress(address).raw.slice(2));
