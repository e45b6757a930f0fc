import { send } from "../steps.ts";
import { QUESTION } from "../stories/first-start.ts";
import type { Stop } from "./stop.ts";

/** From the third screen of the first start to an answer and its checks, and back to the chat. */
export const chatStops: readonly Stop[] = [
  {
    name: "chat-empty",
    go: async (visit) => {
      await visit.pressMain(/^(?:Start|Начать)/);
      await visit
        .text(/^(?:Simulated|Симуляция)$/)
        .first()
        .waitFor();
    },
  },
  {
    name: "chat-models",
    go: async (visit) => {
      await visit.button(/^(?:Model|Модель): /).click();
      await visit.page.getByRole("radio").first().waitFor();
    },
  },
  {
    name: "chat-answer",
    go: async (visit) => {
      await visit.back();
      await send(visit, visit.phone.language === "ru" ? "Что такое Cocoon?" : QUESTION);
      await visit.answers.first().waitFor();
    },
  },
  {
    name: "checks",
    whole: true,
    go: async (visit) => {
      await visit.button(/^(?:Simulated|Симуляция) · /).click();
      await visit.button(/^(?:Check live|Проверить сейчас)/).waitFor();
    },
  },
  {
    name: "checks-facts",
    whole: true,
    go: async (visit) => {
      for (const line of await visit.page.locator("details, [aria-expanded=false]").all())
        await line.click({ trial: false }).catch(() => undefined);
    },
  },
  {
    name: "chats",
    whole: true,
    go: async (visit) => {
      await visit.back();
      await visit.button(/^(?:Chats|Чаты)$/).click();
      await visit.heading(/^(?:Chats|Чаты)$/).waitFor();
    },
  },
];
