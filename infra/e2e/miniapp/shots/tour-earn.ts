import type { Stop } from "./stop.ts";

/** From the withdrawal to earning, as somebody who has no machine yet. */
export const earnStops: readonly Stop[] = [
  {
    name: "earn-start",
    whole: true,
    go: async (visit) => {
      await visit.back();
      await visit.back();
      await visit.button(/^(?:Earn|Заработок)/).click();
      await visit
        .heading(/^(?:Put your GPU to work|Пусть ваш GPU)/)
        .first()
        .waitFor();
    },
  },
  {
    name: "machine",
    whole: true,
    go: async (visit) => {
      await visit.button(/^(?:Set up a machine|Подключить сервер)/).click();
      await visit.heading(/./).first().waitFor();
    },
  },
];
