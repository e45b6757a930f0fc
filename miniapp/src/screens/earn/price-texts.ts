import { texts } from "../../app/text.ts";

export const say = texts(
  {
    title: "My prices",
    intro:
      "TON for a million tokens, about 750,000 words. Machines of yours that are online take a new price within a second; running answers keep theirs.",
    read: "Text read",
    readAgain: "Text read again",
    written: "Text written",
    range: (low: string, high: string) => `${low} to ${high} TON`,
    noAmount: "Write an amount, as 0.04",
    others: (low: string, high: string) =>
      `The network’s machines ask ${low === high ? low : `${low} to ${high}`} TON for text written.`,
    alone: "Nobody offers it now.",
    reference: "Take the reference price",
    set: "Set the price",
    setting: "Setting",
    done: "Set. Your machines have been told.",
    notSet: "as your machine says",
    perMillion: (ton: string) => `${ton} TON written`,
    none: "No prices to set",
    noneText: "The network names no range for any model yet. Your machines ask what you started them with.",
    noOwner: "Connect the wallet that your machine pays, then set what you ask.",
    connect: "Connect the wallet",
    failed: "Prices can’t be shown",
    again: "Try again",
  },
  {
    title: "Мои цены",
    intro:
      "TON за миллион токенов, около 600 тысяч слов. Ваши серверы в сети примут цену за секунду; начатые ответы останутся по прежней.",
    read: "Прочитанный текст",
    readAgain: "Прочитанный повторно",
    written: "Написанный текст",
    range: (low: string, high: string) => `от ${low} до ${high} TON`,
    noAmount: "Напишите сумму, например 0,04",
    others: (low: string, high: string) =>
      `Серверы сети просят за написанный текст ${low === high ? low : `от ${low} до ${high}`} TON.`,
    alone: "Сейчас её никто не предлагает.",
    reference: "Взять базовую цену",
    set: "Назначить цену",
    setting: "Назначаем",
    done: "Назначено. Серверы уже знают.",
    notSet: "как задано на сервере",
    perMillion: (ton: string) => `${ton} TON за написанный`,
    none: "Цен пока нет",
    noneText: "Сеть ещё не назвала границ ни для одной модели. Серверы просят то, с чем запущены.",
    noOwner: "Подключите кошелёк, на который платит ваш сервер, и назначьте цену.",
    connect: "Подключить кошелёк",
    failed: "Цены не показать",
    again: "Повторить",
  },
);
