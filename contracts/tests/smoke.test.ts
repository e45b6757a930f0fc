import { expect, it } from "vitest";
import { Money, guardsOf } from "../testing/money.ts";
import { costOf, exitCodeOf, gasOf, transactionsAt } from "../testing/transactions.ts";
const TON = 10n ** 9n;
it.each(["current", "older"] as const)("smoke %s", async (fees) => {
  const m = await Money.deploy(fees);
  const a = await m.network.wallet("a"),
    w = await m.network.wallet("w");
  const all = [m.operator.address, a.address, w.address];
  const show = (n: string, t: any[]) =>
    console.log(
      n,
      t
        .map((x) =>
          [
            x.address.toString(16).slice(0, 4),
            exitCodeOf(x),
            gasOf(x).toString(),
            (x.description as any).actionPhase?.resultCode,
          ].join(":"),
        )
        .join(" "),
      "cost",
      costOf(t, all),
    );
  show("first", await m.topUp(a, TON, guardsOf(TON)));
  console.log((await m.escrowState(a)).keySeq);
  show("topup", await m.topUp(a, TON));
  show("plain", await m.toEscrow(a, null, TON));
  show("charge", await m.charge(a, TON / 5n));
  show("charge", await m.charge(a, TON / 4n));
  show("sync", await m.syncPayoutKeys(w));
  show("claim", await m.claim(w, TON / 8n));
  show("claim", await m.claim(w, TON / 7n));
  show("grant", await m.grantClose(a, TON / 3n));
});
