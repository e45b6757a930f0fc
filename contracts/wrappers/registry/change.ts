import { MalformedError } from "@cocoon/protocol/bytes";
import { Address, beginCell, type Builder, type Cell } from "@ton/core";
import { opcodes } from "../registry.generated.ts";
import { type Approval, approvalValue, parseApproval } from "./approval.ts";
import { loadSubject, type Subject, storeSubject } from "./subject.ts";

/** What can be proposed to the registry; its hash names it from then on. Addresses are raw. */
export type Change =
  | { readonly type: "approve"; readonly approval: Approval }
  | { readonly type: "remove"; readonly subject: Subject }
  | { readonly type: "setOwner"; readonly owner: string }
  | { readonly type: "setGuardian"; readonly guardian: string };

const TAGS = {
  approve: opcodes.Approve,
  remove: opcodes.Remove,
  setOwner: opcodes.SetOwner,
  setGuardian: opcodes.SetGuardian,
} as const;

export const changeCell = (change: Change): Cell =>
  beginCell()
    .storeUint(TAGS[change.type], 32)
    .store((builder) => void storeFields(change, builder))
    .endCell();

function storeFields(change: Change, builder: Builder): Builder {
  switch (change.type) {
    case "approve":
      return storeSubject(change.approval)(builder).storeRef(approvalValue(change.approval));
    case "remove":
      return storeSubject(change.subject)(builder);
    case "setOwner":
      return builder.storeAddress(Address.parse(change.owner));
    case "setGuardian":
      return builder.storeAddress(Address.parse(change.guardian));
  }
}

/** @throws MalformedError, or the library's own error where bits are missing */
export function parseChange(cell: Cell): Change {
  const slice = cell.beginParse();
  const tag = slice.loadUint(32);
  if (tag === TAGS.approve) {
    const subject = loadSubject(slice);
    const approval = parseApproval(subject, slice.loadRef());
    slice.endParse();
    return { type: "approve", approval };
  }
  const change = parseShort(tag, slice);
  slice.endParse();
  return change;
}

function parseShort(tag: number, slice: ReturnType<Cell["beginParse"]>): Change {
  if (tag === TAGS.remove) return { type: "remove", subject: loadSubject(slice) };
  if (tag === TAGS.setOwner) return { type: "setOwner", owner: slice.loadAddress().toRawString() };
  if (tag === TAGS.setGuardian) return { type: "setGuardian", guardian: slice.loadAddress().toRawString() };
  throw new MalformedError("registry: a proposal of unknown kind");
}
