import type { CheckId } from "../../engine/port.ts";
import { type Sentence, sentence } from "./sentence.ts";

/** Why a machine was refused, by the check that failed. */
export const REFUSALS: Readonly<Record<CheckId, Sentence>> = {
  hardware: sentence(
    "This machine can’t prove that it runs on a genuine AMD chip, so your phone kept the message. Nothing was charged.",
    "Сервер не доказал, что работает на настоящем чипе AMD, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  firmware: sentence(
    "This machine lacks a security update, so your phone won’t use it.",
    "На сервере нет обновления безопасности, телефон его не использует.",
  ),
  image: sentence(
    "This machine runs software that isn’t on the approved list, so your phone kept the message. Nothing was charged.",
    "На сервере программа не из одобренного списка, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  settings: sentence(
    "This machine’s memory isn’t locked, so your phone kept the message. Nothing was charged.",
    "Память сервера не закрыта, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  key: sentence(
    "The key isn’t this machine’s own, so your phone kept the message. Nothing was charged.",
    "Ключ не принадлежит этому серверу, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  freshness: sentence(
    "Its proof is too old to trust. Try other machines.",
    "Доказательство устарело. Попробуйте другие серверы.",
  ),
  gpu: sentence(
    "This machine can’t prove that its graphics chip keeps secrets, so your phone kept the message. Nothing was charged.",
    "Сервер не доказал, что его видеочип хранит тайну, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  model: sentence(
    "This machine runs another model than you chose, so your phone kept the message. Nothing was charged.",
    "На сервере не та модель, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  listed: sentence(
    "This machine was withdrawn from the list. Your message was not sent.",
    "Этот сервер исключён из списка. Сообщение не отправлено.",
  ),
  receipt: sentence(
    "The receipt doesn’t match what arrived, so this isn’t shown as an answer.",
    "Квитанция не сходится с полученным, поэтому это не показано как ответ.",
  ),
};
