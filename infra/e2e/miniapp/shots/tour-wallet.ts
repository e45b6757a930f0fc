import { openWalletLink, WALLET } from "../wallets.ts";
import type { Stop } from "./stop.ts";

/** From the list of chats through a top-up and what can be done with the balance, and back to the list. */
export const walletStops: readonly Stop[] = [
  {
    name: "wallet",
    whole: true,
    go: async (visit) => {
      await visit.button(/^(?:Wallet|Кошелёк)/).click();
      await visit.button(/^(?:Withdraw|Вывести)$/).waitFor();
    },
  },
  {
    name: "topup",
    go: async (visit) => {
      await visit
        .button(/^(?:Top up|Пополнить)$/)
        .first()
        .click();
      await visit.page.getByRole("radio").first().waitFor();
    },
  },
  {
    name: "topup-wallets",
    go: async (visit) => {
      await visit.pressMain(/^(?:Choose a wallet|Выбрать кошелёк)$/);
      await visit.button(new RegExp(WALLET)).first().waitFor();
    },
  },
  {
    name: "topup-connecting",
    go: async (visit) => {
      await visit.button(new RegExp(WALLET)).last().click();
      await visit.button(new RegExp(`^(?:Open|Открыть) ${WALLET}`)).waitFor();
    },
  },
  {
    name: "topup-pay",
    go: async (visit) => {
      await visit.button(new RegExp(`^(?:Open|Открыть) ${WALLET}`)).click();
      await openWalletLink(visit, 0);
      await visit.text(/^(?:To your balance|На баланс)$/).waitFor();
    },
  },
  {
    name: "wallet-credited",
    whole: true,
    go: async (visit) => {
      await visit.pressMain(/^(?:Pay|Заплатить) /);
      await visit.text(/^2 TON (?:credited|зачислено)$/).waitFor({ timeout: 60_000 });
    },
  },
  {
    name: "receipt",
    whole: true,
    go: async (visit) => {
      await visit
        .button(/^(?:Top-up|Пополнение)/)
        .first()
        .click();
      await visit.heading(/./).first().waitFor();
    },
  },
  {
    name: "limits",
    whole: true,
    go: async (visit) => {
      await visit.back();
      await visit.button(/^(?:Limits|Лимиты)$/).click();
      await visit
        .text(/^(?:At most per day|Не больше в день)/)
        .first()
        .waitFor();
    },
  },
  {
    name: "withdraw",
    whole: true,
    go: async (visit) => {
      await visit.back();
      await visit.button(/^(?:Withdraw|Вывести)$/).click();
      await visit
        .heading(/^(?:Withdraw|Вывод)/)
        .first()
        .waitFor();
    },
  },
];
