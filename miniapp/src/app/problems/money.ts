import type { ErrorCode } from "@cocoon/client";
import { type Sentence, sentence } from "./sentence.ts";

const WALLET_AGAIN = sentence(
  "The wallet’s signature doesn’t hold. Nothing was moved. Connect the wallet again.",
  "Подпись кошелька не подходит. Деньги не тронуты. Подключите кошелёк снова.",
);
const OPEN_FROM_BOT = sentence(
  "Telegram’s sign-in is used up or too old. Close the app and open it from the bot again.",
  "Вход через Telegram использован или устарел. Закройте приложение и откройте его из бота снова.",
);

/** What the proxy says of an account, its wallet and its money. */
export const MONEY_SENTENCES = {
  insufficient_balance: sentence(
    "The balance is too low for this answer. Nothing was charged. Top up to go on.",
    "На этот ответ не хватает баланса. Ничего не списано. Пополните, чтобы продолжить.",
  ),
  ceiling_too_low: sentence(
    "The question alone costs more than you allowed for one answer. Nothing was charged. Shorten it.",
    "Один вопрос стоит больше, чем вы разрешили на ответ. Ничего не списано. Сократите его.",
  ),
  proof_invalid: WALLET_AGAIN,
  proof_expired: sentence(
    "The wallet signed too late. Nothing was moved. Connect it again.",
    "Кошелёк подписал слишком поздно. Деньги не тронуты. Подключите его снова.",
  ),
  proof_replayed: WALLET_AGAIN,
  proof_wrong_domain: sentence(
    "The wallet signed for another site. Nothing was moved. Open the wallet from this app and sign again.",
    "Кошелёк подписал для другого сайта. Деньги не тронуты. Откройте кошелёк из этого приложения и подпишите снова.",
  ),
  wrong_network: sentence(
    "The wallet is on another network. Nothing was moved. Switch its network and connect again.",
    "Кошелёк в другой сети. Деньги не тронуты. Переключите сеть и подключите его снова.",
  ),
  init_data_invalid: sentence(
    "Telegram did not sign this launch. Open the app from the bot again.",
    "Telegram не подписал этот запуск. Откройте приложение из бота снова.",
  ),
  init_data_expired: OPEN_FROM_BOT,
  init_data_replayed: OPEN_FROM_BOT,
  link_conflict: sentence(
    "This wallet has an account of its own, and accounts never merge. Nothing was moved. Withdraw from one first.",
    "У этого кошелька есть свой счёт, а счета не объединяются. Деньги не тронуты. Сначала выведите с одного из них.",
  ),
  scope_missing: sentence(
    "This key may not do that. Use another one.",
    "Этому ключу это не разрешено. Возьмите другой.",
  ),
  budget_exhausted: sentence(
    "The key’s budget is used up. Nothing was charged. Raise the budget or use another key.",
    "Бюджет ключа исчерпан. Ничего не списано. Поднимите бюджет или возьмите другой ключ.",
  ),
  too_many_credentials: sentence(
    "There are as many keys as an account may have. Revoke one first.",
    "Ключей уже столько, сколько можно. Сначала отзовите один.",
  ),
  not_offered: sentence("This service doesn’t offer that.", "Этот сервис такого не предлагает."),
  amount_malformed: sentence("That is not an amount. Correct it.", "Это не сумма. Исправьте её."),
  amount_too_small: sentence(
    "The amount is below the least that can be moved. Raise it.",
    "Сумма меньше наименьшей возможной. Увеличьте её.",
  ),
  unknown_currency: sentence("Only TON is taken.", "Принимается только TON."),
  comment_too_long: sentence(
    "The comment is longer than 64 characters. Shorten it.",
    "Комментарий длиннее 64 знаков. Сократите его.",
  ),
  boc_malformed: sentence(
    "The wallet’s answer can’t be read. Look in the wallet whether it was sent.",
    "Ответ кошелька не читается. Посмотрите в кошельке, отправлен ли платёж.",
  ),
  deposit_unknown: sentence(
    "This top-up is not known. Look in the wallet whether it was sent.",
    "Это пополнение неизвестно. Посмотрите в кошельке, отправлено ли оно.",
  ),
  withdrawal_unknown: sentence("This withdrawal is not known.", "Этот вывод неизвестен."),
  wallet_required: sentence(
    "No wallet is connected yet. Connect one first.",
    "Кошелёк ещё не подключён. Сначала подключите его.",
  ),
  nothing_to_withdraw: sentence("There is no money to withdraw.", "Выводить нечего."),
  jobs_running: sentence(
    "An answer is still running. Nothing was moved. Let it end or stop it, then try again.",
    "Ответ ещё идёт. Деньги не тронуты. Дождитесь его или остановите, затем повторите.",
  ),
  account_closing: sentence(
    "The deposit is being paid out, so nothing can be spent. Wait until that is over.",
    "Депозит выводится, тратить его нельзя. Дождитесь окончания.",
  ),
  daily_limit_reached: sentence(
    "Your limit for today is reached. Nothing was charged. Raise it or wait for midnight, UTC.",
    "Ваш предел на сегодня исчерпан. Ничего не списано. Поднимите его или дождитесь полуночи по UTC.",
  ),
  signature_due: sentence(
    "Spending waits for the signature of your payer key. Nothing was charged. Try again.",
    "Для оплаты нужна подпись вашего ключа плательщика. Ничего не списано. Повторите.",
  ),
  payer_key_required: sentence(
    "This deposit has a payer key, and it is not on this phone. Nothing was charged. Ask from the phone that has it.",
    "У депозита есть ключ плательщика, и он не на этом телефоне. Ничего не списано. Спросите с того, где он есть.",
  ),
  signature_invalid: sentence(
    "The payer key’s signature doesn’t hold. Nothing was charged. Try again.",
    "Подпись ключа плательщика не подходит. Ничего не списано. Повторите.",
  ),
  trial_exhausted: sentence(
    "The free answers are used up. Nothing was charged. Top up to go on.",
    "Бесплатные ответы закончились. Ничего не списано. Пополните, чтобы продолжить.",
  ),
  trial_terms: sentence(
    "Free answers need three machines at the usual price, and there are fewer now. Nothing was charged. Try again in a minute.",
    "Для бесплатных ответов нужны три сервера с обычной ценой, сейчас их меньше. Ничего не списано. Повторите через минуту.",
  ),
  price_out_of_range: sentence(
    "The price lies outside what this model may cost. Choose one between the limits shown.",
    "Цена вне допустимой для этой модели. Выберите в показанных пределах.",
  ),
  receipt_invalid: sentence(
    "That is not a receipt of this answer. Nothing was moved.",
    "Это не квитанция этого ответа. Деньги не тронуты.",
  ),
  job_running: sentence(
    "The answer is not over yet. Wait for its end and try again.",
    "Ответ ещё не закончен. Дождитесь конца и повторите.",
  ),
  behind_chain: sentence(
    "The service waits for the TON network. Nothing was charged. Try again in a minute.",
    "Сервис ждёт сеть TON. Ничего не списано. Повторите через минуту.",
  ),
} as const satisfies { readonly [C in ErrorCode]?: Sentence };
