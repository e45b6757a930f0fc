import { count, plural } from "../../app/format.ts";
import { texts } from "../../app/text.ts";

export const say = texts(
  {
    askTitle: "Ask what you would ask no one",
    askText:
      "Your message is sealed on this phone. Only a machine that your phone has checked can open it. We can’t.",
    checkTitle: "Your phone checks, every time",
    checkText:
      "Before sending, it asks the machine for proof signed by its AMD chip: locked memory, published software, the model you chose. No proof, no message.",
    private: "This app is private.",
    notPrivate: "The bot chat is not.",
    app: "This app",
    appText: "Encrypted from your phone to the model. Chats are stored on this phone only.",
    bot: "Bot chat",
    botText: "Quick and handy, but Telegram and our bot’s server can see the text. Keep secrets out of it.",
    pay: "Pay per answer",
    payText: (price: string) =>
      `About ${price} TON each, from your own deposit. No subscription. What you don’t use, you take back.`,
    limits:
      "What no one can promise: models make mistakes, and a person holding your unlocked phone sees what you see.",
    step: (step: number) => `Step ${step} of 3`,
    next: "Continue",
    start: "Start",
    startFree: (answers: bigint) =>
      `Start with ${count(answers)} free ${plural(answers, ["answer", "answers"], ["", "", ""])}`,
    topUp: "Top up to start",
  },
  {
    askTitle: "Спросите о том, о чём не спрашивают вслух",
    askText:
      "Сообщение шифруется на этом телефоне. Открыть его может только сервер, который телефон проверил. Мы — не можем.",
    checkTitle: "Телефон проверяет каждый раз",
    checkText:
      "Перед отправкой он требует доказательство с подписью чипа AMD: память закрыта, программа опубликована, модель — ваша. Нет доказательства — нет сообщения.",
    private: "Здесь приватно.",
    notPrivate: "В чате с ботом\u00a0—\u00a0нет.",
    app: "Это приложение",
    appText: "Шифрование от телефона до модели. Чаты хранятся только на этом телефоне.",
    bot: "Чат с ботом",
    botText: "Быстро и удобно, но текст видят Telegram и сервер бота. Не для секретов.",
    pay: "Оплата за ответ",
    payText: (price: string) =>
      `Около ${price} TON за ответ с вашего депозита. Без подписки. Остаток можно забрать.`,
    limits:
      "Чего не обещает никто: модели ошибаются, а человек с вашим разблокированным телефоном видит то же, что и вы.",
    step: (step: number) => `Шаг ${step} из 3`,
    next: "Продолжить",
    start: "Начать",
    startFree: (answers: bigint) =>
      `Начать: ${count(answers)} ${plural(answers, ["", ""], ["ответ", "ответа", "ответов"])} бесплатно`,
    topUp: "Пополнить и начать",
  },
);
