import type { ErrorCode } from "@cocoon/client";
import { type Sentence, sentence } from "./sentence.ts";

const APP_OUTDATED = sentence(
  "This app is out of date. Nothing was charged. Close it and open it again.",
  "Приложение устарело. Ничего не списано. Закройте и откройте его снова.",
);
const SEAL_AGAIN = sentence(
  "The machines changed while the message was on its way. Nothing was charged. Try again.",
  "Серверы сменились, пока сообщение было в пути. Ничего не списано. Повторите.",
);
const NO_MACHINE = sentence(
  "No checked machine is free right now. Nothing was sent. Try again in a minute or choose another model.",
  "Сейчас нет свободного проверенного сервера. Ничего не отправлено. Повторите через минуту или смените модель.",
);

/** What the proxy or a worker says of a request, its job and the network. */
export const REQUEST_SENTENCES = {
  malformed_request: APP_OUTDATED,
  malformed_envelope: APP_OUTDATED,
  unsupported_suite: APP_OUTDATED,
  method_not_allowed: APP_OUTDATED,
  unsupported_media_type: APP_OUTDATED,
  ceiling_malformed: APP_OUTDATED,
  deadline_too_far: sentence(
    "The clock of this phone is ahead. Nothing was charged. Set the time and try again.",
    "Часы телефона спешат. Ничего не списано. Выставьте время и повторите.",
  ),
  unauthorized: sentence(
    "You are not signed in. Nothing was charged. Open the app from the bot again, or connect your wallet.",
    "Вход не выполнен. Ничего не списано. Откройте приложение из бота снова или подключите кошелёк.",
  ),
  not_found: sentence("That is not there any more.", "Этого больше нет."),
  body_too_large: sentence(
    "This is more than fits in one message. Nothing was charged. Send less.",
    "Это больше, чем вмещает одно сообщение. Ничего не списано. Отправьте меньше.",
  ),
  prompt_too_long: sentence(
    "The chat is longer than this model can read. Nothing was charged. Start a new chat or choose another model.",
    "Чат длиннее, чем модель может прочесть. Ничего не списано. Начните новый чат или смените модель.",
  ),
  empty_prompt: sentence("The message is empty. Write a question.", "Сообщение пустое. Напишите вопрос."),
  unknown_model: sentence(
    "No machine serves this model now. Nothing was charged. Choose another model.",
    "Эту модель сейчас никто не обслуживает. Ничего не списано. Смените модель.",
  ),
  unknown_candidate: SEAL_AGAIN,
  model_mismatch: SEAL_AGAIN,
  deadline_passed: SEAL_AGAIN,
  no_such_node: SEAL_AGAIN,
  reseal_required: SEAL_AGAIN,
  unknown_key: SEAL_AGAIN,
  key_expired: SEAL_AGAIN,
  roster_unknown: SEAL_AGAIN,
  replayed: SEAL_AGAIN,
  job_id_conflict: SEAL_AGAIN,
  quote_mismatch: SEAL_AGAIN,
  manifest_not_loaded: NO_MACHINE,
  live_check_failed: sentence(
    "The machine did not answer a live check in time. Nothing was charged. Try again.",
    "Сервер не ответил на живую проверку вовремя. Ничего не списано. Повторите.",
  ),
  quote_below_price: sentence(
    "The price rose while the message was on its way. Nothing was charged. Try again.",
    "Цена выросла, пока сообщение было в пути. Ничего не списано. Повторите.",
  ),
  job_not_found: sentence(
    "This answer is no longer known. Ask again.",
    "Об этом ответе больше ничего не известно. Спросите снова.",
  ),
  rate_limited: sentence(
    "Too many requests at once. Nothing was charged. Wait a moment and try again.",
    "Слишком много запросов сразу. Ничего не списано. Подождите немного и повторите.",
  ),
  queue_full: sentence(
    "Every machine is busy and the queue is full. Nothing was charged. Try again in a minute.",
    "Все серверы заняты, очередь полна. Ничего не списано. Повторите через минуту.",
  ),
  stopping: sentence(
    "The service is restarting. Nothing was charged. Try again in a minute.",
    "Сервис перезапускается. Ничего не списано. Повторите через минуту.",
  ),
  unavailable: sentence(
    "A part of the network is out of reach. Nothing was charged. Try again in a minute.",
    "Часть сети недоступна. Ничего не списано. Повторите через минуту.",
  ),
  internal: sentence(
    "The service failed. Nothing was charged. Try again.",
    "Сервис дал сбой. Ничего не списано. Повторите.",
  ),
  job_lost: sentence(
    "The queue lost the message before it was read. Nothing was charged. Try again.",
    "Очередь потеряла сообщение до того, как его прочли. Ничего не списано. Повторите.",
  ),
  stream_interrupted: sentence(
    "The machine was lost in the middle of the answer. You paid only for the part that arrived. Ask again.",
    "Связь с сервером пропала на середине ответа. Вы заплатили только за пришедшую часть. Спросите снова.",
  ),
  deadline_exceeded: sentence(
    "The answer took too long. You paid only for the part that arrived. Ask again.",
    "Ответ занял слишком много времени. Вы заплатили только за пришедшую часть. Спросите снова.",
  ),
  cancelled: sentence(
    "Stopped. You paid only for the part that arrived.",
    "Остановлено. Вы заплатили только за пришедшую часть.",
  ),
  open_failed: sentence(
    "The machine could not open the message. Nothing was charged. Try again.",
    "Сервер не смог открыть сообщение. Ничего не списано. Повторите.",
  ),
  body_mismatch: sentence(
    "The message was changed on its way, so it was not read. Nothing was charged. Try again.",
    "Сообщение изменили в пути, поэтому его не прочли. Ничего не списано. Повторите.",
  ),
  engine_failed: sentence(
    "The machine failed on this message. You paid only for the part that arrived. Ask again.",
    "Сервер дал сбой на этом сообщении. Вы заплатили только за пришедшую часть. Спросите снова.",
  ),
} as const satisfies { readonly [C in ErrorCode]?: Sentence };
