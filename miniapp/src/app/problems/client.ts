import type { ErrorCode } from "@cocoon/client";
import { type Sentence, sentence } from "./sentence.ts";

const VOUCHER_REFUSED = sentence(
  "The service asked your payer key for more than the answers cost, so nothing was signed. Nothing was charged.",
  "Сервис попросил у ключа плательщика больше, чем стоили ответы, поэтому ничего не подписано. Ничего не списано.",
);

/** What only this phone sees. */
export const CLIENT_SENTENCES = {
  invalid_option: sentence(
    "This app is out of date. Nothing was charged. Close it and open it again.",
    "Приложение устарело. Ничего не списано. Закройте и откройте его снова.",
  ),
  network_failed: sentence("No connection. Your text is safe here.", "Нет связи. Текст сохранён здесь."),
  answer_malformed: sentence(
    "The service’s answer can’t be read. Nothing is shown of it. Try again.",
    "Ответ сервиса не читается. Ничего из него не показано. Повторите.",
  ),
  no_node_accepted: sentence(
    "No machine passed the checks, so your phone kept the message. Nothing was charged.",
    "Ни один сервер не прошёл проверки, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  reference_values_refused: sentence(
    "The list of approved software doesn’t hold, so your phone kept the message. Nothing was charged.",
    "Список одобренных программ не подтверждается, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  registry_unreadable: sentence(
    "The public registry can’t be read, so your phone kept the message. Nothing was charged. Try again later.",
    "Открытый реестр не читается, поэтому телефон оставил сообщение у себя. Ничего не списано. Повторите позже.",
  ),
  registry_refused: sentence(
    "The public registry doesn’t list this machine, so your phone kept the message. Nothing was charged.",
    "Этого сервера нет в открытом реестре, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  roster_refused: sentence(
    "The list of machines doesn’t hold, so your phone kept the message. Nothing was charged.",
    "Список серверов не подтверждается, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  roster_key_changed: sentence(
    "The list of machines is signed by another key than before, so your phone kept the message. Nothing was charged.",
    "Список серверов подписан другим ключом, чем раньше, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  guards_absent: sentence(
    "None of the machines chosen for you is online. Nothing was sent. Try again in a minute or choose another model.",
    "Выбранных для вас серверов нет на связи. Ничего не отправлено. Повторите через минуту или смените модель.",
  ),
  quote_too_low: sentence(
    "Every machine asks more than you allowed. Nothing was charged. Choose another model.",
    "Каждый сервер просит больше, чем вы разрешили. Ничего не списано. Смените модель.",
  ),
  manifest_mismatch: sentence(
    "The service offered another model than you chose, so your phone kept the message. Nothing was charged.",
    "Сервис предложил не ту модель, поэтому телефон оставил сообщение у себя. Ничего не списано.",
  ),
  stream_incomplete: sentence(
    "Its end and its receipt never came, so it doesn’t count as an answer. You paid only for the part that arrived.",
    "Конец и квитанция не пришли, поэтому это не ответ. Вы заплатили только за пришедшую часть.",
  ),
  stream_forged: sentence(
    "A part came from another machine than the one asked, so this isn’t shown as an answer.",
    "Часть пришла не от того сервера, поэтому это не показано как ответ.",
  ),
  receipt_forged: sentence(
    "The receipt doesn’t match what arrived, so this isn’t shown as an answer.",
    "Квитанция не сходится с полученным, поэтому это не показано как ответ.",
  ),
  reseals_exhausted: sentence(
    "The machines returned the message. Nothing was charged. Try again in a minute.",
    "Серверы вернули сообщение. Ничего не списано. Повторите через минуту.",
  ),
  voucher_forgotten: sentence(
    "The service forgot what your payer key has signed, so nothing was sent. Nothing was charged. Try again later.",
    "Сервис забыл, что подписал ваш ключ плательщика, поэтому ничего не отправлено. Ничего не списано. Повторите позже.",
  ),
  voucher_unknown: sentence(
    "Another copy of your payer key is in use, so nothing was signed. Remove the key in Limits.",
    "Используется другая копия вашего ключа плательщика, поэтому ничего не подписано. Удалите ключ в лимитах.",
  ),
  voucher_too_high: VOUCHER_REFUSED,
  voucher_of_another_escrow: sentence(
    "The service asked for a signature for another deposit, so nothing was signed. Nothing was charged.",
    "Сервис попросил подпись для другого депозита, поэтому ничего не подписано. Ничего не списано.",
  ),
  voucher_malformed: VOUCHER_REFUSED,
  payer_record_lost: sentence(
    "This phone lost its record of what the payer key has signed, so nothing is signed. Remove the key in Limits.",
    "Телефон потерял запись о подписях ключа плательщика, поэтому ничего не подписано. Удалите ключ в лимитах.",
  ),
  aborted: sentence("Stopped.", "Остановлено."),
} as const satisfies { readonly [C in ErrorCode]?: Sentence };
