import type { Address, Cell } from "@ton/core";

/** A message that the owner's wallet is to send to the escrow. */
export interface Order {
  readonly to: Address;
  readonly valueNanoton: bigint;
  readonly body: Cell;
  /** Deploys the escrow with its first message. */
  readonly init: Cell | null;
}

/** A link that wallets open with everything filled in. */
export function linkOf({ to, valueNanoton, body, init }: Order): string {
  const query = new URLSearchParams({ amount: valueNanoton.toString(), bin: base64url(body) });
  if (init) query.set("init", base64url(init));
  return `ton://transfer/${to.toString()}?${query.toString()}`;
}

/** The same in the form of TON Connect's `sendTransaction`. */
export const connectMessageOf = ({ to, valueNanoton, body, init }: Order) => ({
  address: to.toString(),
  amount: valueNanoton.toString(),
  payload: body.toBoc().toString("base64"),
  ...(init && { stateInit: init.toBoc().toString("base64") }),
});

const base64url = (cell: Cell): string => cell.toBoc().toString("base64url");
