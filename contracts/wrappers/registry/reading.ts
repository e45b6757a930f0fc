import { MalformedError } from "@cocoon/protocol/bytes";
import { Address } from "@ton/core";
import { RegistryError } from "./error.ts";
import { parseRegistryState, type RegistryState } from "./state.ts";
import { subjectKey } from "./subject.ts";

/** What is asked of a TON server; `TonClient` of @ton/ton is one. */
export interface AccountSource {
  getContractState(address: Address): Promise<{
    readonly state: "active" | "uninitialized" | "frozen";
    readonly data: Uint8Array | null;
    readonly lastTransaction: { readonly lt: string } | null;
    /** Unix seconds of the block that the answer is of. */
    readonly timestampt: number;
  }>;
}

/** Which registry is meant: the address and the network's global id, chosen by who relies on it. */
export interface RegistryPlace {
  readonly address: string;
  readonly network: number;
}

/** A registry as it was read. */
export interface RegistryReading {
  readonly state: RegistryState;
  /** The account's data, for keeping. */
  readonly data: Uint8Array;
  /** Logical time of the last change. */
  readonly lt: bigint;
  /** The state is as of this moment, by the chain's clock and never later than the reader's. */
  readonly asOfMs: number;
}

/** @throws RegistryError */
export async function readRegistry(
  chain: AccountSource,
  place: RegistryPlace,
  nowMs: number,
): Promise<RegistryReading> {
  const account = await chain.getContractState(Address.parse(place.address)).catch((error: unknown) => {
    throw new RegistryError("unreachable", error instanceof Error ? error.name : undefined);
  });
  if (account.state !== "active" || account.data === null || account.lastTransaction === null)
    throw new RegistryError("not_deployed");
  const asOfMs = Math.min(nowMs, account.timestampt * 1000);
  return checkedReading(account.data, BigInt(account.lastTransaction.lt), asOfMs, place);
}

/** Reads data again that was kept, or that a server has just given. @throws RegistryError */
export function checkedReading(
  data: Uint8Array,
  lt: bigint,
  asOfMs: number,
  { network }: RegistryPlace,
): RegistryReading {
  const state = stateOf(data);
  if (state.network !== network) throw new RegistryError("other_network");
  return { state, data, lt, asOfMs };
}

function stateOf(data: Uint8Array): RegistryState {
  try {
    return parseRegistryState(data);
  } catch (error) {
    if (error instanceof MalformedError) throw new RegistryError("malformed", error.message);
    throw error;
  }
}

/**
 * Whether a later reading can be of the same registry: it never goes back, and never takes a denial back. A server that shows
 * otherwise lies. @throws RegistryError
 */
export function checkSuccession(before: RegistryReading, after: RegistryReading): void {
  const denied = new Set(after.state.denied.map(subjectKey));
  const keepsDenials = before.state.denied.every((denial) => denied.has(subjectKey(denial)));
  if (after.lt < before.lt || !keepsDenials) throw new RegistryError("contradiction");
}
