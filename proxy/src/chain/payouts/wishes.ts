import { payoutAddress } from "@cocoon/contracts/payout";
import { type PayoutOwner, payoutOwner, requestPayNow, showPayout } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { CocoonError, type OwnerVoucher } from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import { formatTon, type Nanoton, nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { ChainLooks } from "../../chain-looks.ts";
import type { Contracts } from "../contracts.ts";
import type { VoucherKeys } from "../voucher-keys.ts";
import { payoutCover } from "./cover.ts";

export interface OwnersWishesOptions {
  readonly database: Database;
  readonly contracts: Contracts;
  readonly keys: VoucherKeys;
  /** Less is not worth what the hot wallet spends on it. */
  readonly payNowAtNanoton: Nanoton;
  readonly hurry: () => void;
}

/** What owners of workers ask for by themselves: a voucher to claim with, or to be paid before their threshold. */
export class OwnersWishes {
  readonly #options: OwnersWishesOptions;
  /** What was covered a moment ago still is. */
  readonly #looks = new ChainLooks();

  constructor(options: OwnersWishesOptions) {
    this.#options = options;
  }

  get payNowAtNanoton(): Nanoton {
    return this.#options.payNowAtNanoton;
  }

  /** Over all that the owner earned and the pool covers, by the present key, whatever its threshold. */
  async voucher(owner: string): Promise<OwnerVoucher["voucher"]> {
    const { database, contracts, keys } = this.#options;
    const account = await payoutOwner(database, owner);
    const cumulativeNanoton = account ? await this.#promised(account) : nanoton(0n);
    if (cumulativeNanoton === 0n) return null;
    const contract = payoutAddress(contracts.treasury, Address.parseRaw(owner));
    const signature = toHex(keys.signPayout({ payout: contract, cumulativeNanoton }));
    return { contract: contract.toRawString(), cumulativeNanoton: cumulativeNanoton.toString(), signature };
  }

  /** @throws CocoonError amount_too_small where nothing is on its way and little would be */
  async payNow(owner: string): Promise<Nanoton> {
    const { database, payNowAtNanoton, hurry } = this.#options;
    const {
      earnedNanoton = 0n,
      cumulativeNanoton = 0n,
      confirmedNanoton = 0n,
    } = (await payoutOwner(database, owner)) ?? {};
    const onItsWay = cumulativeNanoton > confirmedNanoton ? cumulativeNanoton - confirmedNanoton : 0n;
    const due = earnedNanoton - confirmedNanoton;
    if (due - onItsWay >= payNowAtNanoton) {
      await requestPayNow(database, owner);
      hurry();
      return nanoton(due);
    }
    if (onItsWay > 0n) return nanoton(onItsWay);
    throw new CocoonError("amount_too_small", `paid from ${formatTon(payNowAtNanoton)} on`);
  }

  /** The chain is asked only when there is more to promise: a tool may look as often as it likes. */
  async #promised({ owner, ...account }: PayoutOwner): Promise<Nanoton> {
    const { database, contracts } = this.#options;
    const { earnedNanoton, cumulativeNanoton, shownNanoton } = account;
    const promised = cumulativeNanoton > shownNanoton ? cumulativeNanoton : shownNanoton;
    if (promised >= earnedNanoton) return promised;
    const coverNanoton = await this.#looks.look("cover", () => payoutCover(database, contracts));
    return showPayout(database, { owner, coverNanoton });
  }
}
