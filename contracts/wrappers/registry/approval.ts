import { isHex, MalformedError } from "@cocoon/protocol/bytes";
import { nanoton, type Quote } from "@cocoon/protocol/money";
import { beginCell, type Builder, type Cell, type Slice } from "@ton/core";
import { constants } from "../registry.generated.ts";
import type { Subject } from "./subject.ts";

/** Who signs what of reference values. */
const ROLES = { manifest: Number(constants.ROLE_MANIFEST), witness: Number(constants.ROLE_WITNESS) };
export type ReferenceRole = "manifest" | "witness";

/** An entry of the approved list. Ids, keys and hashes in hex. */
export type Approval =
  | { readonly kind: "proxy"; readonly id: string; readonly origin: string }
  | { readonly kind: "measurement"; readonly id: string }
  | { readonly kind: "model"; readonly id: string; readonly name: string }
  | { readonly kind: "priceCap"; readonly id: string; readonly cap: Quote }
  /** `proxy` is the account id of the treasury of the proxy that signs with it. */
  | { readonly kind: "rosterKey"; readonly id: string; readonly proxy: string }
  | { readonly kind: "referenceKey"; readonly id: string; readonly role: ReferenceRole };

const TEXT_BYTES = 127;
const PRINTABLE = /^[\x21-\x7e]{1,127}$/;

/** The value that stands in the list beside the subject. */
export function approvalValue(approval: Approval): Cell {
  return beginCell()
    .store((builder) => void storeFields(approval, builder))
    .endCell();
}

function storeFields(approval: Approval, builder: Builder): Builder {
  switch (approval.kind) {
    case "proxy":
      return builder.storeRef(textCell(approval.origin));
    case "measurement":
      return builder;
    case "model":
      return builder.storeRef(textCell(approval.name));
    case "priceCap": {
      const { promptNanoton, cachedNanoton, outputNanoton } = approval.cap;
      return builder.storeCoins(promptNanoton).storeCoins(cachedNanoton).storeCoins(outputNanoton);
    }
    case "rosterKey":
      if (!isHex(approval.proxy, 32)) throw new MalformedError("registry: a proxy is named by 32 bytes");
      return builder.storeUint(BigInt(`0x${approval.proxy}`), 256);
    case "referenceKey":
      return builder.storeUint(ROLES[approval.role], 8);
  }
}

/** @throws MalformedError, or the library's own error where bits are missing */
export function parseApproval({ kind, id }: Subject, value: Cell): Approval {
  const slice = value.beginParse();
  const approval = loadFields({ kind, id }, slice);
  slice.endParse();
  return approval;
}

function loadFields({ kind, id }: Subject, slice: Slice): Approval {
  switch (kind) {
    case "proxy":
      return { kind, id, origin: textOf(slice.loadRef()) };
    case "measurement":
      return { kind, id };
    case "model":
      return { kind, id, name: textOf(slice.loadRef()) };
    case "priceCap": {
      const price = () => nanoton(slice.loadCoins());
      const cap = { promptNanoton: price(), cachedNanoton: price(), outputNanoton: price() };
      return { kind, id, cap };
    }
    case "rosterKey":
      return { kind, id, proxy: slice.loadUintBig(256).toString(16).padStart(64, "0") };
    case "referenceKey":
      return { kind, id, role: roleOf(slice.loadUint(8)) };
    case "nodeKey":
      throw new MalformedError("registry: a worker's key can't be approved");
  }
}

function roleOf(number: number): ReferenceRole {
  if (number === ROLES.manifest) return "manifest";
  if (number === ROLES.witness) return "witness";
  throw new MalformedError("registry: a reference key of unknown role");
}

function textCell(text: string): Cell {
  if (!PRINTABLE.test(text))
    throw new MalformedError(`registry: a name is 1 to ${TEXT_BYTES} printable characters`);
  return beginCell().storeStringTail(text).endCell();
}

function textOf(cell: Cell): string {
  const slice = cell.beginParse();
  const text = slice.loadBuffer(slice.remainingBits / 8).toString("latin1");
  slice.endParse();
  if (!PRINTABLE.test(text)) throw new MalformedError("registry: a name that is not printable");
  return text;
}
