import { texts } from "../../../app/text.ts";

/** What a card says of each cause: a title and a sentence, in the words of the voice. */
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

export const sentences = texts(
  {
    "no-machine":
      "No checked machine is free right now. Nothing was sent. Try again in a minute or choose another model.",
    guards:
      "None of the machines chosen for this model is online. Nothing was sent. Wait for them, or agree to new ones, which your phone checks as well.",
    broken:
      "Its end and its receipt never came, so it doesn’t count as an answer. You paid only for the part that arrived.",
    brokenCost: (ton: string) =>
      `Its end and its receipt never came, so it doesn’t count as an answer. You paid only for the part that arrived: ${ton} TON.`,
    receipt: "The receipt doesn’t match what arrived, so this isn’t shown as an answer.",
    forged: "What arrived was not sealed by the machine that was asked, so this isn’t shown as an answer.",
    pay: "Your balance doesn’t cover what an answer may cost. Nothing was charged. Top up, or choose a cheaper model.",
    offline:
      "The network could not be reached. Your text is safe here. Ask again when there is a connection.",
    "signed-out": "Top up to start: your wallet signs you in. Nothing was sent.",
    "too-long": "It is longer than the model can read. Nothing was charged. Start a new chat.",
    stopped: "You stopped it before the answer began.",
    lost: "The app was closed before its end came. Ask again to have it.",
    other: "The network could not answer. Ask again in a minute.",
  },
  {
    "no-machine":
      "Сейчас нет свободного проверенного сервера. Ничего не отправлено. Повторите через минуту или смените модель.",
    guards:
      "Ни один из серверов, выбранных для этой модели, не на связи. Ничего не отправлено. Подождите их или согласитесь на новые: телефон проверит и их.",
    broken: "Конец и квитанция не пришли, поэтому это не ответ. Вы заплатили только за пришедшую часть.",
    brokenCost: (ton: string) =>
      `Конец и квитанция не пришли, поэтому это не ответ. Вы заплатили только за пришедшую часть: ${ton} TON.`,
    receipt: "Квитанция не сходится с полученным, поэтому это не показано как ответ.",
    forged: "Полученное зашифровал не тот сервер, которому был вопрос, поэтому это не показано как ответ.",
    pay: "Баланса не хватает на возможную цену ответа. Ничего не списано. Пополните или выберите модель дешевле.",
    offline: "Сеть недоступна. Текст сохранён здесь. Повторите, когда связь появится.",
    "signed-out": "Пополните баланс, чтобы начать: вход подтвердит кошелёк. Ничего не отправлено.",
    "too-long": "Он длиннее, чем модель может прочесть. Ничего не списано. Начните новый чат.",
    stopped: "Вы остановили его до начала ответа.",
    lost: "Приложение закрылось раньше, чем пришёл конец. Спросите ещё раз.",
    other: "Сеть не смогла ответить. Повторите через минуту.",
  },
);

/** Why the machine was refused, by the check that it failed. */
export const refusals = texts(
  {
    image:
      "This machine runs software that isn’t on the approved list, so your phone kept the message. Nothing was charged.",
    listed: "This machine was withdrawn from the list. Your message was not sent.",
    firmware: "This machine lacks a security update, so your phone won’t use it.",
    freshness: "Its proof is too old to trust. Try other machines.",
    hardware:
      "This machine couldn’t prove that its chip is genuine, so your phone kept the message. Nothing was charged.",
    settings: "This machine’s memory isn’t locked, so your phone kept the message. Nothing was charged.",
    key: "This machine’s key isn’t its own, so your phone kept the message. Nothing was charged.",
    gpu: "This machine couldn’t prove what its GPU is, so your phone kept the message. Nothing was charged.",
    model: "This machine runs another model than the one you chose. Your message was not sent.",
    receipt: "The receipt doesn’t match what arrived, so this isn’t shown as an answer.",
  },
  {
    image:
      "На сервере программа не из одобренного списка, поэтому телефон оставил сообщение у себя. Ничего не списано.",
    listed: "Этот сервер исключён из списка. Сообщение не отправлено.",
    firmware: "На сервере нет обновления безопасности, телефон его не использует.",
    freshness: "Доказательство устарело. Попробуйте другие серверы.",
    hardware:
      "Сервер не доказал, что его чип подлинный, поэтому телефон оставил сообщение у себя. Ничего не списано.",
    settings: "Память сервера не закрыта, поэтому телефон оставил сообщение у себя. Ничего не списано.",
    key: "Ключ сервера не его собственный, поэтому телефон оставил сообщение у себя. Ничего не списано.",
    gpu: "Сервер не доказал, какой у него GPU, поэтому телефон оставил сообщение у себя. Ничего не списано.",
    model: "На сервере другая модель, не та, что вы выбрали. Сообщение не отправлено.",
    receipt: "Квитанция не сходится с полученным, поэтому это не показано как ответ.",
  },
);
