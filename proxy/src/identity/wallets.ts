import { CocoonError, MONEY_LIMITS } from "@cocoon/protocol/api";
import { Cell, loadStateInit, type Slice, type StateInit } from "@ton/core";

/** Where a known wallet's data keeps its key: bits before it. By the hash of its code; a test has them from their source. */
const KEY_AFTER_BITS: Readonly<Record<string, number>> = {
  // v3r1, v3r2: seqno, subwallet
  b61041a58a7980b946e8fb9e198e3c904d24799ffa36574ea4251c41a566f581: 64,
  "84dafa449f98a6987789ba232358072bc0f76dc4524002a5d0918b9a75d2d599": 64,
  // v4r2: the same; plugins after the key
  feb5ff6820e2ff0d9483e7e0d62c817d846789fb4ae580c878866d959dabd5c0: 64,
  // v5 beta, whose code is a reference to a library: a wider seqno, network, workchain, version, subwallet
  f3d7ca53493deedac28b381986a849403cbac3d2c584779af081065af0ac4b93: 113,
  // v5r1: whether signatures are taken, seqno, wallet id
  "20834b7b72b112147e1b2fb457b84e74d1a30f04f737d4f62a668e9552d2b72f": 65,
};

/** The state init that hashes to the very address. @throws CocoonError boc_malformed, proof_invalid */
export function stateInitOf({ address, stateInit }: { address: string; stateInit: string }): StateInit {
  const cell = oneCell(stateInit, MONEY_LIMITS.stateInitBytes);
  const read = readStateInit(cell);
  if (`0:${cell.hash().toString("hex")}` !== address) throw new CocoonError("proof_invalid");
  return read;
}

/** The one root of a bag of cells. @throws CocoonError boc_malformed */
export function oneCell(base64: string, limitBytes: number): Cell {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length === 0 || bytes.length > limitBytes || bytes.toString("base64") !== base64)
    throw new CocoonError("boc_malformed");
  try {
    const [root, ...others] = Cell.fromBoc(bytes);
    if (root && others.length === 0) return root;
  } catch {
    // The library's text speaks of its own reader, not of what to do.
  }
  throw new CocoonError("boc_malformed");
}

function readStateInit(cell: Cell): StateInit {
  try {
    const slice = cell.beginParse();
    const read = loadStateInit(slice);
    slice.endParse();
    return read;
  } catch {
    throw new CocoonError("boc_malformed", "the wallet's state init");
  }
}

/** The Ed25519 key of a wallet of known code; null for any other. */
export function walletKey({ code, data }: StateInit): Uint8Array | null {
  const before = KEY_AFTER_BITS[code?.hash().toString("hex") ?? ""];
  if (before === undefined || !data) return null;
  try {
    return keyAt(data.beginParse(), before);
  } catch {
    return null;
  }
}

const keyAt = (data: Slice, before: number): Uint8Array => new Uint8Array(data.skip(before).loadBuffer(32));
