import type { Cell } from "@ton/core";
import { message } from "../cells.ts";
import { opcodes } from "../registry.generated.ts";
import { type Change, changeCell } from "./change.ts";
import { type Subject, storeSubject } from "./subject.ts";

const hashNumber = (hash: string): bigint => BigInt(`0x${hash}`);

/** By the owner; in effect after the delay at the earliest, and after {@link executeBody}. */
export const proposeBody = (change: Change, queryId = 0n): Cell =>
  message(opcodes.Propose, queryId, (builder) => builder.storeRef(changeCell(change)));

/** By the owner; a change of the owner by the new one. @param hash the change's, in hex */
export const executeBody = (hash: string, queryId = 0n): Cell =>
  message(opcodes.Execute, queryId, (builder) => builder.storeUint(hashNumber(hash), 256));

/** By the owner, and by the guardian except where itself is to be replaced. */
export const cancelBody = (hash: string, queryId = 0n): Cell =>
  message(opcodes.Cancel, queryId, (builder) => builder.storeUint(hashNumber(hash), 256));

/** By the owner or the guardian, at once and for ever. */
export const denyBody = (subject: Subject, queryId = 0n): Cell =>
  message(opcodes.Deny, queryId, storeSubject(subject));

/** How a change is named. */
export const changeHash = (change: Change): string => changeCell(change).hash().toString("hex");
