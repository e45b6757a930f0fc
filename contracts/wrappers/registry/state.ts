import { MalformedError } from "@cocoon/protocol/bytes";
import { Address, beginCell, Cell, Dictionary, type Slice } from "@ton/core";
import { constants } from "../registry.generated.ts";
import { type Approval, approvalValue, parseApproval } from "./approval.ts";
import { type Change, parseChange } from "./change.ts";
import { type Leaf, readDictionary } from "./dictionary.ts";
import { parseSubjectKey, type Subject, SUBJECT_BITS, subjectKey } from "./subject.ts";

/** Bounds of the contract's lists, and so of what a reader takes. */
const APPROVED_AT_MOST = Number(constants.APPROVED_AT_MOST);
const DENIED_AT_MOST = Number(constants.DENIED_AT_MOST);
const PENDING_AT_MOST = Number(constants.PENDING_AT_MOST);
/** Far above what full lists of the largest entries take. */
const STATE_LIMIT_BYTES = 1024 * 1024;

export type Denial = Subject & { readonly sinceSeconds: number };

export interface Proposal {
  /** What Execute and Cancel name it by, in hex. */
  readonly hash: string;
  readonly readyAtSeconds: number;
  readonly change: Change;
}

/** What the network approves, what it warns of, and what is about to change. */
export interface RegistryState {
  /** Global id of the network it was made for. */
  readonly network: number;
  readonly delaySeconds: number;
  /** Raw addresses. */
  readonly owner: string;
  readonly guardian: string;
  readonly approved: readonly Approval[];
  readonly denied: readonly Denial[];
  readonly pending: readonly Proposal[];
}

/** What a registry is born with; no list is shorter than what is approved in the first hour. */
export type RegistryGenesis = Pick<
  RegistryState,
  "network" | "delaySeconds" | "owner" | "guardian" | "approved"
>;

/** The contract's data at its birth. @throws MalformedError for an approval that no reader would take */
export function genesisData(genesis: RegistryGenesis): Cell {
  const { network, delaySeconds, owner, guardian, approved } = genesis;
  const list = Dictionary.empty(Dictionary.Keys.BigUint(SUBJECT_BITS), Dictionary.Values.Cell());
  for (const approval of approved) list.set(BigInt(`0x${subjectKey(approval)}`), approvalValue(approval));
  if (list.size > APPROVED_AT_MOST)
    throw new MalformedError(`registry: more than ${APPROVED_AT_MOST} entries`);
  return beginCell()
    .storeInt(network, 32)
    .storeUint(delaySeconds, 32)
    .storeAddress(Address.parse(owner))
    .storeAddress(Address.parse(guardian))
    .storeUint(list.size, 16)
    .storeUint(0, 16 + 8)
    .storeDict(list)
    .storeUint(0, 2)
    .endCell();
}

/**
 * Reads the contract's data as an RPC server gives it: hostile, so bounded and strict.
 * @param boc the account's data, a bag of cells @throws MalformedError for anything else
 */
export function parseRegistryState(boc: Uint8Array): RegistryState {
  if (boc.length > STATE_LIMIT_BYTES) throw new MalformedError("registry: the state is too large");
  try {
    const [root, ...more] = Cell.fromBoc(Buffer.from(boc));
    if (!root || more.length > 0) throw new MalformedError("registry: not one cell");
    return loadState(root.beginParse());
  } catch (error) {
    if (error instanceof MalformedError) throw error;
    throw new MalformedError("registry: the state is not of its form");
  }
}

function loadState(slice: Slice): RegistryState {
  const network = slice.loadInt(32);
  const delaySeconds = slice.loadUint(32);
  const address = () => slice.loadAddress().toRawString();
  const [owner, guardian] = [address(), address()];
  const counts = [slice.loadUint(16), slice.loadUint(16), slice.loadUint(8)] as const;
  const approved = list(slice, SUBJECT_BITS, APPROVED_AT_MOST, readApproval);
  const denied = list(slice, SUBJECT_BITS, DENIED_AT_MOST, readDenial);
  const pending = list(slice, 256, PENDING_AT_MOST, readProposal);
  slice.endParse();
  const found = [approved.length, denied.length, pending.length];
  if (counts.some((count, index) => count !== found[index]))
    throw new MalformedError("registry: a list is not of the length it says");
  return { network, delaySeconds, owner, guardian, approved, denied, pending };
}

const list = <T>(slice: Slice, keyBits: number, most: number, read: (leaf: Leaf) => T): T[] =>
  readDictionary(slice.loadMaybeRef(), keyBits, most, "registry").map((leaf) => {
    const entry = read(leaf);
    leaf[1].endParse();
    return entry;
  });

const readApproval = ([key, value]: Leaf): Approval => parseApproval(parseSubjectKey(key), value.loadRef());

const readDenial = ([key, value]: Leaf): Denial => ({
  ...parseSubjectKey(key),
  sinceSeconds: value.loadUint(32),
});

function readProposal([hash, value]: Leaf): Proposal {
  const readyAtSeconds = value.loadUint(32);
  const cell = value.loadRef();
  if (cell.hash().toString("hex") !== hash)
    throw new MalformedError("registry: a proposal under another name");
  return { hash, readyAtSeconds, change: parseChange(cell) };
}
