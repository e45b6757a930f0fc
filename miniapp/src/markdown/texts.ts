import { texts } from "../app/text.ts";

export const say = texts(
  {
    table: "Table",
    copyCode: "Copy code",
    copied: "Copied",
    code: "Code",
    formula: "Formula",
    done: "Done:",
    open: "To be done:",
  },
  {
    table: "Таблица",
    copyCode: "Скопировать код",
    copied: "Скопировано",
    code: "Код",
    formula: "Формула",
    done: "Сделано:",
    open: "Не сделано:",
  },
);
