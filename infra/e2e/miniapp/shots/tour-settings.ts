import type { Visit } from "../visit.ts";
import type { Stop } from "./stop.ts";

const open = async (visit: Visit, name: RegExp): Promise<void> => {
  await visit.button(name).first().click();
  await visit.dialog.waitFor();
};

/** Settings, with their sheets. */
export const settingsStops: readonly Stop[] = [
  {
    name: "settings",
    whole: true,
    go: async (visit) => {
      await visit.back();
      await visit.back();
      await visit.button(/^(?:Settings|Настройки)$/).click();
      await visit.heading(/^(?:Settings|Настройки)$/).waitFor();
    },
  },
  { name: "settings-export", go: (visit) => open(visit, /^(?:Export chats|Экспорт|Сохранить чаты)/) },
  {
    name: "settings-delete",
    go: async (visit) => {
      await visit.back();
      await open(visit, /^(?:Delete all chats|Удалить все чаты)/);
    },
  },
  {
    name: "keys",
    whole: true,
    go: async (visit) => {
      await visit.back();
      await visit.button(/^(?:API keys|Ключи API|API-ключи)/).click();
      await visit.heading(/./).first().waitFor();
    },
  },
  {
    name: "privacy",
    whole: true,
    go: async (visit) => {
      await visit.back();
      await visit.button(/^(?:What we know about you|Что мы о вас знаем|Что мы знаем о вас)/).click();
      await visit.heading(/./).first().waitFor();
    },
  },
];
