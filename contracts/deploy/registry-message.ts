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
  /** Raw addresses: the registry takes it from nobody else. */
  readonly senders: (state: RegistryState) => readonly string[];
}

const owner = (state: RegistryState): readonly string[] => [state.owner];
const both = (state: RegistryState): readonly string[] => [state.owner, state.guardian];

const pendingOf = ({ pending }: RegistryState, hash: string) =>
  pending.find((proposal) => proposal.hash === hash)?.change;

/** Of the proposal of that hash: nobody where there is none. */
function executorsOf(state: RegistryState, hash: string): readonly string[] {
  const change = pendingOf(state, hash);
  if (!change) return [];
  return change.type === "setOwner" ? [change.owner] : owner(state);
}

function cancellersOf(state: RegistryState, hash: string): readonly string[] {
  const change = pendingOf(state, hash);
  if (!change) return [];
  return change.type === "setGuardian" ? owner(state) : both(state);
}

/** The message of an order. @param read the text of a file that it names @throws UsageError */
export function messageOf(
  order: Exclude<RegistryOrder, { command: "show" }>,
  to: Address,
  read: (path: string) => string,
): RegistryMessage {
  const base = { to, valueNanoton: VALUE_NANOTON };
  const isPending = (state: RegistryState, hash: string) => pendingOf(state, hash) !== undefined;
  switch (order.command) {
    case "propose": {
      const change = parseChangeFile(read(order.change));
      const hash = changeHash(change);
      const says = `${change.type} is proposed as ${hash}`;
      const isDone = (state: RegistryState) => isPending(state, hash);
      return { ...base, says, body: proposeBody(change), isDone, senders: owner };
    }
    case "execute":
    case "cancel": {
      const { hash, command } = order;
      const body = command === "execute" ? executeBody(hash) : cancelBody(hash);
      const says = `nothing is pending as ${hash}`;
      const sendersOf = command === "execute" ? executorsOf : cancellersOf;
      const senders = (state: RegistryState) => sendersOf(state, hash);
      return { ...base, says, body, isDone: (state) => !isPending(state, hash), senders };
    }
    case "deny": {
      const { subject } = order;
      const says = `the ${subject.kind} ${subject.id} is denied, for ever`;
      const isDone = (state: RegistryState) => isDenied(state, subject);
      return { ...base, says, body: denyBody(subject), isDone, senders: both };
    }
  }
}
