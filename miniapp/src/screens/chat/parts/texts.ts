import { texts } from "../../../app/text.ts";

const EN_NUMBERS = ["no", "one", "two", "three", "four", "five", "six"];
const RU_NUMBERS = ["нуля", "одного", "двух", "трёх", "четырёх", "пяти", "шести"];

const ordinal = (place: number): string => {
  const tens = place % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
};

/** Words of the thread: waiting, answers, and what stands in the place of one. */
export const say = texts(
  {
    you: "Your message",
    answer: "Answer",
    edit: "Edit message",
    copy: "Copy answer",
    copied: "Copied",
    again: "Ask again",
    private: "Private",
    simulated: "Simulated",
    checking: "Checking the machines",
    checkingWhy: "Your message leaves only after the checks pass.",
    hardware: "Genuine AMD chips",
    settings: "Memory locked",
    image: "Approved software",
    queued: "Waiting for a machine",
    place: (place: number) => `${ordinal(place)} in line`,
    sealedFor: (machines: number) =>
      machines === 1
        ? "Sealed for one checked machine."
        : `Sealed for ${EN_NUMBERS[machines] ?? machines} checked machines. The first free one answers.`,
    imported: "From a file, not checked here",
    starting: "The answer is coming",
    reconnecting: "Reconnecting. Nothing is lost.",
    resealing: "That machine left. Sealing for others.",
    stopped: "You stopped this answer. Only this part is paid for.",
    chargeDiffers: "The charge doesn’t match the receipt. See the checks.",
    notAnswer: "Part of what arrived. It is not an answer.",
    others: "Try other machines",
    renew: "Use new machines",
    showPart: "Show the part",
    hidePart: "Hide the part",
    failed: "See what failed",
    topup: "Top up",
    models: "Choose another model",
    "new-chat": "New chat",
  },
  {
    you: "Ваше сообщение",
    answer: "Ответ",
    edit: "Изменить сообщение",
    copy: "Скопировать ответ",
    copied: "Скопировано",
    again: "Спросить ещё раз",
    private: "Приватно",
    simulated: "Симуляция",
    checking: "Проверяем серверы",
    checkingWhy: "Сообщение уйдёт только после проверок.",
    hardware: "Подлинные чипы AMD",
    settings: "Память закрыта",
    image: "Одобренная программа",
    queued: "Ждём свободный сервер",
    place: (place: number) => `${place}-й в очереди`,
    sealedFor: (machines: number) =>
      machines === 1
        ? "Зашифровано для одного проверенного сервера."
        : `Зашифровано для ${RU_NUMBERS[machines] ?? machines} проверенных серверов. Ответит первый свободный.`,
    imported: "Из файла, здесь не проверено",
    starting: "Ответ начинается",
    reconnecting: "Восстанавливаем связь. Ничего не потеряно.",
    resealing: "Тот сервер ушёл. Шифруем для других.",
    stopped: "Вы остановили ответ. Оплачена только эта часть.",
    chargeDiffers: "Списание не сходится с квитанцией. Подробности в проверках.",
    notAnswer: "Часть того, что пришло. Это не ответ.",
    others: "Другие серверы",
    renew: "Взять новые серверы",
    showPart: "Показать часть",
    hidePart: "Скрыть часть",
    failed: "Что не прошло",
    topup: "Пополнить",
    models: "Сменить модель",
    "new-chat": "Новый чат",
  },
);
