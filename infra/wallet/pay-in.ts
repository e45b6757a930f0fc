import type { CocoonClient } from "@cocoon/client";
import type { ScriptedWallet } from "@cocoon/contracts/devchain";
import type { Nanoton } from "@cocoon/protocol/money";
import { until } from "../until.ts";

/** A block of the dev chain comes at once, and the proxy looks twice a second. */
const CREDITED_MS = 60_000;

/** Tops the account's escrow up as a page with TON Connect does, and waits until the money can be spent. */
export async function payIn(
  { money }: CocoonClient,
  wallet: ScriptedWallet,
  amountNanoton: Nanoton,
): Promise<void> {
  const { transaction } = await money.deposit(amountNanoton);
  const boc = await wallet.send(transaction);
  const { id } = await money.depositSent({ amountNanoton, network: transaction.network, boc });
  await until("credit", async () => (await money.depositStatus(id)).state === "credited", CREDITED_MS);
}
