import { encodeTopUp, escrowStateInit, MINIMUM_TOP_UP, VALUE_FOR_FEES } from "@cocoon/contracts/escrow";
import { beginCell, storeStateInit } from "@ton/core";
import type { Cli } from "../cli.ts";
import type { TopUpCommand } from "./args.ts";
import { EscrowError } from "./escrow-error.ts";
import { handOver } from "./hand-over.ts";
import { look } from "./look.ts";
import { payerKeyFor } from "./payer.ts";
import { escrowPlace } from "./place.ts";

/** `cocoon topup`: money into the owner's own escrow. */
export async function topUp(args: TopUpCommand, cli: Cli): Promise<number> {
  const { amountNanoton, dailyLimitNanoton } = args;
  if (amountNanoton < MINIMUM_TOP_UP) throw new EscrowError("below_minimum");
  const place = await escrowPlace(args, cli);
  const { treasury, owner } = place.parties;
  const seen = await look(place.client, place.parties);
  const { address, account } = seen;
  if (account && account.closingAt !== null) throw new EscrowError("closing");
  const payerKey = args.payerKey ? await payerKeyFor(seen, cli) : (account?.payerKey ?? null);
  const allowsNothing = (account?.dailyLimitNanoton ?? 0n) === 0n;
  // As a proxy's own page does: who pays into an empty escrow and says nothing wants to spend it.
  const isFirst = allowsNothing && (account?.balanceNanoton ?? 0n) === 0n;
  const guards =
    dailyLimitNanoton === null && !args.payerKey && !isFirst
      ? null
      : { dailyLimitNanoton: dailyLimitNanoton ?? amountNanoton, payerKey };
  // A mistake that a newcomer would find only when every question is refused.
  if (guards === null && allowsNothing)
    cli.err.write(
      "Nothing of this deposit can be spent: its daily limit is 0. To allow more: --daily-limit TON.\n",
    );
  const body = encodeTopUp({ amountNanoton, ...(guards && { guards }) });
  const init = beginCell()
    .store(storeStateInit(escrowStateInit(treasury, owner)))
    .endCell();
  const order = {
    to: address,
    valueNanoton: amountNanoton + VALUE_FOR_FEES,
    body,
    init: account ? null : init,
  };
  const before = account?.depositedNanoton ?? 0n;
  return handOver({ place, args, cli }, order, (now) => (now.account?.depositedNanoton ?? 0n) > before);
}
