import type { ModelCard } from "../../engine/port.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import type { Names } from "./entry-words.ts";
import { walletAddress } from "./owner-wallet.ts";

/** What lines of the statement call models and the owner's wallet; a model that is not listed any more goes by its id. */
export function namesOf(desk: WalletDesk, models: readonly ModelCard[]): Names {
  const wallet = desk.account.seen.value?.account.wallet ?? null;
  return {
    model: (id) => models.find((model) => model.id === id)?.name ?? id,
    wallet: wallet && walletAddress(wallet, desk.link.wallet.value?.network ?? null),
  };
}
