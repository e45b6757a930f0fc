import type { Visit } from "./visit.ts";

/** Leads somebody new through the three screens to the chat. */
export async function enterChat(visit: Visit): Promise<void> {
  await visit.pressMain(/^(?:Continue|Продолжить)$/);
  await visit.heading(/Your phone checks|Телефон проверяет/).waitFor();
  await visit.pressMain(/^(?:Continue|Продолжить)$/);
  await visit.heading(/This app is private|Здесь приватно/).waitFor();
  // A plain page knows nobody, which it finds out meanwhile: it offers a top-up in the place of a trial.
  await visit.pressMain(visit.telegram ? /^(?:Start|Начать)/ : /^(?:Top up to start|Пополнить и начать)/);
  await visit.composer.waitFor();
}

/** Sends a message, as a person does. */
export async function send(visit: Visit, text: string): Promise<void> {
  await visit.composer.fill(text);
  await visit.button(/^(?:Send|Отправить)$/).click();
}
