import { fromHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { EscrowPayer } from "../../payment/index.ts";
import type { Cli } from "../cli.ts";
import { payerStoreOf } from "../connect.ts";
import { loadLocalSettings } from "../settings.ts";
import { globalIdOf } from "../ton.ts";
import { EscrowError } from "./escrow-error.ts";
import type { Seen } from "./look.ts";

/**
 * The public half of the key that from now on signs each charge of this escrow: the one that this device has, or one that
 * it makes and stores. What it may sign for besides its own answers is what the contract says was charged until now.
 * @throws EscrowError where money lies already: there a key would count a day later only, and charges come in between
 */
export async function payerKeyFor({ address, account }: Seen, cli: Cli): Promise<Uint8Array> {
  if (account !== null && account.balanceNanoton > 0n) throw new EscrowError("payer_key_too_late");
  const settings = await loadLocalSettings(cli);
  const store = payerStoreOf(settings, cli);
  const escrow = address.toRawString();
  const known = await EscrowPayer.open(store, escrow);
  const payer =
    known ??
    (await EscrowPayer.create(store, {
      escrow,
      globalId: globalIdOf(settings, cli.env),
      epoch: account?.epoch ?? 0,
      baseNanoton: account?.chargedNanoton ?? nanoton(0n),
    }));
  return fromHex(payer.publicKey);
}
