import { ClientEscrow, type EscrowAccount } from "@cocoon/contracts/escrow";
import type { Address } from "@ton/core";
import type { TonClient } from "@ton/ton";
import { asking } from "./endpoint.ts";
import { EscrowError } from "./escrow-error.ts";

/** An escrow as the chain has it. */
export interface Seen {
  readonly address: Address;
  /** Null where it was never deployed. */
  readonly account: EscrowAccount | null;
  /** Unix seconds, by the chain. */
  readonly nowS: number;
}

/** Whose deposit, and with whom. */
export interface Parties {
  readonly treasury: Address;
  readonly owner: Address;
}

/** Reads an escrow. Its address follows from whose it is. @throws EscrowError */
export async function look(client: TonClient, { treasury, owner }: Parties): Promise<Seen> {
  const contract = ClientEscrow.of(treasury, owner);
  return asking(async () => {
    const { timestampt: nowS } = await client.getContractState(contract.address);
    const state = await client.open(contract).getState();
    return { address: contract.address, account: state?.account ?? null, nowS };
  });
}

/** @throws EscrowError where there is none */
export function accountOf({ account }: Seen): EscrowAccount {
  if (!account) throw new EscrowError("no_escrow");
  return account;
}
