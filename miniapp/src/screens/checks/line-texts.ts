// What each check means, by how it came out. Every check has a sentence for every result, by type.
import { language } from "../../app/text.ts";
import type { CheckId, CheckLine } from "../../engine/port.ts";

interface Said {
  readonly title: string;
  readonly text: string;
}
type Both = readonly [en: Said, ru: Said];
type State = CheckLine["state"];

const both = (title: string, text: string, titleRu: string, textRu: string): Both => [
  { title, text },
  { title: titleRu, text: textRu },
];

const MODEL_NAMED = both(
  "The model you chose",
  "Named by the machine, backed by nothing.",
  "Модель, которую вы выбрали",
  "Названа машиной, ничем не подтверждена.",
);

const LINES: Readonly<Record<CheckId, Readonly<Record<Exclude<State, "waiting">, Both>>>> = {
  hardware: {
    passed: both(
      "A genuine AMD chip",
      "AMD’s own key vouches for this very processor.",
      "Подлинный чип AMD",
      "За этот процессор ручается ключ самой AMD.",
    ),
    failed: both(
      "Not proved to be AMD’s chip",
      "AMD’s key doesn’t vouch for it, so nothing else it says counts.",
      "Не доказано, что это чип AMD",
      "Ключ AMD за него не ручается, поэтому остальное не в счёт.",
    ),
    simulated: both(
      "No AMD chip",
      "Signed by a test key that anyone may own.",
      "Нет чипа AMD",
      "Подпись тестовым ключом, он есть у всех.",
    ),
    absent: both("AMD’s chip", "Not checked.", "Чип AMD", "Не проверялся."),
  },
  settings: {
    passed: both(
      "Its memory is locked",
      "Even the machine’s owner can’t look inside. Debugging is off.",
      "Память закрыта",
      "Внутрь не заглянет и владелец сервера. Отладка выключена.",
    ),
    failed: both(
      "Its memory isn’t locked",
      "It was started in a way that lets somebody look inside.",
      "Память не закрыта",
      "Сервер запущен так, что внутрь можно заглянуть.",
    ),
    simulated: both(
      "Memory is open",
      "The owner of the machine can look inside.",
      "Память открыта",
      "Владелец машины может заглянуть внутрь.",
    ),
    absent: both("Locked memory", "Not checked.", "Закрытая память", "Не проверялась."),
  },
  image: {
    passed: both(
      "Published software",
      "On the public approved list.",
      "Опубликованная программа",
      "Из открытого одобренного списка.",
    ),
    failed: both(
      "Unknown software",
      "Its fingerprint isn’t on the approved list. It may be new, or altered.",
      "Неизвестная программа",
      "Её отпечатка нет в одобренном списке. Она новая или изменена.",
    ),
    simulated: both(
      "Software: test build",
      "Not on the public approved list.",
      "Программа: тестовая сборка",
      "Её нет в одобренном списке.",
    ),
    absent: both("Its software", "Not checked.", "Программа", "Не проверялась."),
  },
  model: {
    passed: both("The model you chose", "The exact file.", "Модель, которую вы выбрали", "Тот самый файл."),
    failed: both(
      "Another model",
      "It serves a build that the approved list doesn’t have.",
      "Другая модель",
      "Такой сборки нет в одобренном списке.",
    ),
    simulated: MODEL_NAMED,
    absent: both("The model", "Not checked.", "Модель", "Не проверялась."),
  },
  gpu: {
    passed: both(
      "A genuine graphics chip",
      "NVIDIA’s own key vouches for it. It is in confidential mode.",
      "Подлинный графический чип",
      "За него ручается ключ самой NVIDIA. Защищённый режим включён.",
    ),
    failed: both(
      "Graphics chip not proved",
      "NVIDIA’s key doesn’t vouch for it, or it isn’t in confidential mode.",
      "Графический чип не доказан",
      "Ключ NVIDIA за него не ручается, или защищённый режим выключен.",
    ),
    simulated: both(
      "No NVIDIA chip",
      "Signed by a test key that anyone may own.",
      "Нет чипа NVIDIA",
      "Подпись тестовым ключом, он есть у всех.",
    ),
    absent: both(
      "No graphics chip shown",
      "The machine proved none. What one would hold isn’t protected.",
      "Графический чип не показан",
      "Сервер его не доказал. Что лежит в таком чипе, не защищено.",
    ),
  },
  firmware: {
    passed: both(
      "Security updates",
      "Firmware is at the required level or newer.",
      "Обновления безопасности",
      "Прошивка не старее требуемой.",
    ),
    failed: both(
      "Firmware too old",
      "It lacks a security update, so your phone won’t use it.",
      "Прошивка устарела",
      "Нет обновления безопасности, телефон его не использует.",
    ),
    simulated: both(
      "Firmware: made up",
      "There is no chip that has any.",
      "Прошивка вымышлена",
      "Чипа, у которого она есть, нет.",
    ),
    absent: both("Security updates", "Not checked.", "Обновления безопасности", "Не проверялись."),
  },
  freshness: {
    passed: both(
      "Fresh",
      "Within its time. A live check has it made anew.",
      "Свежесть",
      "Срок не вышел. Проверка сейчас создаст его заново.",
    ),
    failed: both(
      "Its proof is stale",
      "Too old to trust, or made for another check.",
      "Доказательство устарело",
      "Ему нельзя верить: старое или создано для другой проверки.",
    ),
    simulated: both(
      "Age of the proof",
      "Dated by the machine itself, backed by nothing.",
      "Возраст доказательства",
      "Указан самой машиной, ничем не подтверждён.",
    ),
    absent: both("Age of the proof", "Not checked.", "Возраст доказательства", "Не проверялся."),
  },
  key: {
    passed: both(
      "The key is its own",
      "What is sealed to it opens inside the locked memory only.",
      "Ключ принадлежит ему",
      "Зашифрованное для него открывается только в закрытой памяти.",
    ),
    failed: both(
      "The key isn’t its own",
      "The chip doesn’t vouch for it, or its time is over.",
      "Ключ не его",
      "Чип за него не ручается, или срок ключа вышел.",
    ),
    simulated: both(
      "The key",
      "Whoever runs this machine can have it.",
      "Ключ",
      "Может быть у любого, кто держит эту машину.",
    ),
    absent: both("Its key", "Not checked.", "Ключ", "Не проверялся."),
  },
  listed: {
    passed: both(
      "On the network’s list",
      "Key, chip and price are those that everybody is shown.",
      "В списке сети",
      "Ключ, чип и цена те же, что видят все.",
    ),
    failed: both(
      "Not as the list says",
      "It was withdrawn from the list, or differs from what the list says of it.",
      "Расходится со списком",
      "Сервер исключён из списка или не совпал с записью в нём.",
    ),
    simulated: both(
      "On the local list",
      "A list of this computer, of no network.",
      "В местном списке",
      "Список этого компьютера, а не сети.",
    ),
    absent: both("The network’s list", "Not checked.", "Список сети", "Не проверялся."),
  },
  receipt: {
    passed: both(
      "Receipt",
      "Well formed and consistent with the answer.",
      "Квитанция",
      "Составлена верно и сходится с ответом.",
    ),
    failed: both("Receipt", "It doesn’t match what arrived.", "Квитанция", "Не сходится с полученным."),
    simulated: both(
      "Receipt",
      "Well formed and consistent with the answer.",
      "Квитанция",
      "Составлена верно и сходится с ответом.",
    ),
    absent: both("Receipt", "None came.", "Квитанция", "Не пришла."),
  },
};

/** Refusals whose cause is more than that its check failed. */
const OF_CODE: ReadonlyMap<string, Both> = new Map([
  [
    "evidence_unavailable",
    both("No proof came", "The machine didn’t show one.", "Доказательства нет", "Сервер его не прислал."),
  ],
  [
    "revoked",
    both(
      "Withdrawn",
      "This machine was withdrawn from the list.",
      "Исключён",
      "Этот сервер исключён из списка.",
    ),
  ],
]);

export interface Known {
  /** As the person chose it. */
  readonly model: string | null;
  readonly imageVersion: string | null;
  /** Whether the evidence answers this phone's own nonce. */
  readonly live: boolean;
}

/** The two lines of a check. One without a result yet says what it would be if it passed. */
export function lineText({ id, state, code }: CheckLine, known: Known): Said {
  const ru = language.value === "ru";
  const at = ru ? 1 : 0;
  if (state === "failed") return (OF_CODE.get(code ?? "") ?? LINES[id].failed)[at];
  const said = LINES[id][state === "waiting" ? "passed" : state][at];
  return state === "passed" ? { ...said, ...particular(id, known, ru) } : said;
}

/** What is known of just this machine, in place of what holds for all. */
function particular(id: CheckId, { model, imageVersion, live }: Known, ru: boolean): { text: string } | null {
  if (id === "image" && imageVersion !== null)
    return {
      text: ru
        ? `Версия ${imageVersion} из открытого одобренного списка.`
        : `Version ${imageVersion}, on the public approved list.`,
    };
  if (id === "model" && model !== null)
    return { text: ru ? `${model}, тот самый файл.` : `${model}, the exact file.` };
  if (id === "freshness" && live)
    return { text: ru ? "Создано для этой проверки, не повтор." : "Made for this very check, not replayed." };
  return null;
}
