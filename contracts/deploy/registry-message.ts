import { type Address, type Cell, toNano } from "@ton/core";
import {
  cancelBody,
  changeHash,
  denyBody,
  executeBody,
  isDenied,
  proposeBody,
  type RegistryState,
} from "../wrappers/registry.ts";
import { parseChangeFile } from "./change-file.ts";
import type { RegistryOrder } from "./registry-arguments.ts";

/** Far more than any message needs: the rest comes back. */
const VALUE_NANOTON = toNano("0.2");

/** A message to the registry, and how its effect shows. */
export interface RegistryMessage {
  readonly to: Address;
  readonly valueNanoton: bigint;
  readonly body: Cell;
  readonly says: string;
  readonly isDone: (state: RegistryState) => boolean;
}

/** The message of an order. @param read the text of a file that it names @throws UsageError */
export function messageOf(
  order: Exclude<RegistryOrder, { command: "show" }>,
  to: Address,
  read: (path: string) => string,
): RegistryMessage {
  const base = { to, valueNanoton: VALUE_NANOTON };
  const isPending = (state: RegistryState, hash: string) => state.pending.some((one) => one.hash === hash);
  switch (order.command) {
    case "propose": {
      const change = parseChangeFile(read(order.change));
      const hash = changeHash(change);
      const says = `${change.type} is proposed as ${hash}`;
      return { ...base, says, body: proposeBody(change), isDone: (state) => isPending(state, hash) };
    }
    case "execute":
    case "cancel": {
      const { hash, command } = order;
      const body = command === "execute" ? executeBody(hash) : cancelBody(hash);
      const says = `${hash} is ${command === "execute" ? "executed" : "cancelled"}, and pending no longer`;
      return { ...base, says, body, isDone: (state) => !isPending(state, hash) };
    }
    case "deny": {
      const { subject } = order;
      const says = `the ${subject.kind} ${subject.id} is denied, for ever`;
      return { ...base, says, body: denyBody(subject), isDone: (state) => isDenied(state, subject) };
    }
  }
}
