import { texts } from "../../../app/text.ts";

/** The title of a card, by what is the cause. */
export const titles = texts(
  {
    refused: "Not sent",
    "no-machine": "Not sent",
    guards: "Not sent",
    broken: "The answer broke off",
    receipt: "Not an answer",
    forged: "Not an answer",
    pay: "Not enough TON",
    offline: "No connection",
    "signed-out": "You are not signed in",
    "too-long": "This chat is too long",
    stopped: "Stopped",
    lost: "The answer didn’t arrive",
    other: "No answer",
  },
  {
    refused: "Не отправлено",
    "no-machine": "Не отправлено",
    guards: "Не отправлено",
    broken: "Ответ оборвался",
    receipt: "Это не ответ",
    forged: "Это не ответ",
    pay: "Не хватает TON",
    offline: "Нет связи",
    "signed-out": "Вы не вошли",
    "too-long": "Чат слишком длинный",
    stopped: "Остановлено",
    lost: "Ответ не дошёл",
    other: "Ответа нет",
  },
);

/** What only a conversation can say; every other sentence is that of the problem's code. */
export const sentences = texts(
  {
    "no-machine":
      "No checked machine is free right now. Nothing was sent. Try again in a minute or choose another model.",
    broken: (ton: string) =>
      `Its end and its receipt never came, so it doesn’t count as an answer. You paid only for the part that arrived: ${ton} TON.`,
    stopped: "You stopped it before the answer began.",
    lost: "The app was closed before its end came. Ask again to have it.",
  },
  {
    "no-machine":
      "Сейчас нет свободного проверенного сервера. Ничего не отправлено. Повторите через минуту или смените модель.",
    broken: (ton: string) =>
      `Конец и квитанция не пришли, поэтому это не ответ. Вы заплатили только за пришедшую часть: ${ton} TON.`,
    stopped: "Вы остановили его до начала ответа.",
    lost: "Приложение закрылось раньше, чем пришёл конец. Спросите ещё раз.",
  },
);
