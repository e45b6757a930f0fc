import { ClientEscrow, type EscrowAccount } from "@cocoon/contracts/escrow";
import { Address } from "@ton/core";
import type { TonClient } from "@ton/ton";
import { UsageError } from "../usage-error.ts";
import type { EscrowArgs } from "./args.ts";
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

/** @throws UsageError */
export const partiesOf = ({ treasury, owner }: EscrowArgs): Parties => ({
  treasury: parse("--treasury", treasury),
  owner: parse("--owner", owner),
});

function parse(option: string, text: string): Address {
  try {
    return Address.parse(text);
  } catch {
    throw new UsageError(`${option} is mistyped: the address does not fit its own checksum.`);
  }
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
