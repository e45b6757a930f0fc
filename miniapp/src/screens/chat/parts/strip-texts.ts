import { texts } from "../../../app/text.ts";

/** Words of the line over the composer. */
export const say = texts(
  {
    offline: "No connection.",
    noModels: "The list of models didn’t come.",
    again: "Try again",
    offlineSafe: "Your text is safe here.",
    low: (ton: string) => `${ton} TON left`,
    topUp: "Top up",
    editing: "Changing a message.",
    editingAfter: "What followed it will be replaced.",
    cancel: "Cancel",
    answering: "Answering",
    ofAtMost: "of at most",
    session: "This session only.",
    sessionWhy: "The phone gives no place to keep chats.",
    drop: "OK",
  },
  {
    offline: "Нет связи.",
    noModels: "Список моделей не пришёл.",
    again: "Повторить",
    offlineSafe: "Текст сохранён здесь.",
    low: (ton: string) => `Осталось ${ton} TON`,
    topUp: "Пополнить",
    editing: "Правка сообщения.",
    editingAfter: "Всё, что было после него, заменится.",
    cancel: "Отмена",
    answering: "Отвечает",
    ofAtMost: "из максимум",
    session: "Только на этот сеанс.",
    sessionWhy: "На телефоне негде хранить чаты.",
    drop: "Понятно",
  },
);

/** Why a file can't go along. */
export const refusalWords = texts(
  {
    images: "No model here reads images yet. Write what is in it instead.",
    sound: "No model here hears recordings yet. Write it down instead.",
    documents: "Models here read text. Paste the text of the document instead.",
    "too-large": "This file is longer than a message can be. Paste the part that matters.",
  },
  {
    images: "Модели пока не видят изображений. Опишите его словами.",
    sound: "Модели пока не слышат записей. Перескажите словами.",
    documents: "Модели читают текст. Вставьте текст документа.",
    "too-large": "Файл длиннее, чем может быть сообщение. Вставьте нужную часть.",
  },
);
