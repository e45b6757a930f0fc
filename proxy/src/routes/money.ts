import { type Escrow, escrowOf } from "@cocoon/db/chain";
import { identitiesOf } from "@cocoon/db/identities";
import { CocoonError } from "@cocoon/protocol/api";
import type { Nanoton } from "@cocoon/protocol/money";
import type { Guards, MoneyPort } from "../money-port.ts";
import type { Services } from "../services.ts";

/** The chain's side. @throws CocoonError not_offered */
export function moneyOf({ money }: Pick<Services, "money">): MoneyPort {
  if (!money) throw new CocoonError("not_offered", "money on TON");
  return money;
}

export interface Wallet {
  /** Raw. */
  readonly owner: string;
  readonly escrow: Escrow | null;
}

/** The account's wallet, and its escrow as last seen. @throws CocoonError wallet_required */
export async function walletOf({ database }: Pick<Services, "database">, accountId: string): Promise<Wallet> {
  const escrow = await escrowOf(database, accountId);
  if (escrow) return { owner: escrow.owner, escrow };
  const wallet = (await identitiesOf(database, accountId)).find(({ kind }) => kind === "wallet");
  if (!wallet) throw new CocoonError("wallet_required");
  return { owner: wallet.subject, escrow: null };
}

/** What is not said stays as it is: for a new escrow, the proxy signs alone and a day may cost `allNanoton`. */
export function guardsFrom(
  given: { readonly dailyLimitNanoton: Nanoton | null; readonly payerKey: string | null },
  escrow: Escrow | null,
  allNanoton: Nanoton,
): Guards {
  const standing = escrow?.payerKey ?? null;
  return {
    dailyLimitNanoton: given.dailyLimitNanoton ?? escrow?.dailyLimitNanoton ?? allNanoton,
    payerKey: given.payerKey === null ? standing : given.payerKey || null,
  };
}
