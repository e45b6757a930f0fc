import { texts } from "../../app/text.ts";

/** What the wallet screen and the sheet say of a payment. */
export const say = texts(
  {
    confirm: (wallet: string) => `Confirm in ${wallet}`,
    nothingYet: (ton: string) => `${ton} TON. Nothing has been sent yet.`,
    nothingSigned: "Nothing has changed yet.",
    open: (wallet: string) => `Open ${wallet}`,
    stopWaiting: "Stop waiting",
    onTheWay: (ton: string) => `${ton} TON on the way`,
    credited: (ton: string) => `${ton} TON credited`,
    stepSent: "Sent from your wallet",
    stepWay: "On its way through TON",
    stepWayTime: "usually under 20 seconds",
    stepSeen: "Seen in the network",
    stepCredited: "Credited",
    close: "You can close the app. The money arrives all the same.",
    declined: "Cancelled in the wallet. Nothing was sent.",
    expiredTitle: "No answer from the wallet",
    expired: "It did not confirm in time. Nothing was sent.",
    failedTitle: "Not paid",
    notTaken: "The network did not take the transfer. The money is still in your wallet.",
    wrongNetwork: "The wallet is on another network. Switch it and try again.",
    unsupported: "This wallet can’t send such a transfer. Use another one.",
    absent: "The wallet is not connected any more. Choose it again.",
    otherWallet: "This account belongs to another wallet. Connect that one.",
    notAsked:
      "The server made a payment that is not the one you asked for. Your wallet was not shown it, and nothing was charged.",
    failed: "The wallet could not send it. Nothing was charged.",
    again: "Try again",
    hide: "OK",
  },
  {
    confirm: (wallet: string) => `Подтвердите в ${wallet}`,
    nothingYet: (ton: string) => `${ton} TON. Пока ничего не отправлено.`,
    nothingSigned: "Пока ничего не изменилось.",
    open: (wallet: string) => `Открыть ${wallet}`,
    stopWaiting: "Не ждать",
    onTheWay: (ton: string) => `${ton} TON в пути`,
    credited: (ton: string) => `${ton} TON зачислено`,
    stepSent: "Отправлено из кошелька",
    stepWay: "Идёт через сеть TON",
    stepWayTime: "обычно меньше 20 секунд",
    stepSeen: "Принято сетью",
    stepCredited: "Зачислено",
    close: "Приложение можно закрыть: деньги всё равно придут.",
    declined: "Отменено в кошельке. Ничего не отправлено.",
    expiredTitle: "Кошелёк не ответил",
    expired: "Он не подтвердил вовремя. Ничего не отправлено.",
    failedTitle: "Не оплачено",
    notTaken: "Сеть не приняла перевод. Деньги остались в вашем кошельке.",
    wrongNetwork: "Кошелёк в другой сети. Переключите его и повторите.",
    unsupported: "Этот кошелёк не умеет такой перевод. Возьмите другой.",
    absent: "Кошелёк больше не подключён. Выберите его снова.",
    otherWallet: "Этот счёт принадлежит другому кошельку. Подключите его.",
    notAsked:
      "Сервер составил не тот платёж, о котором вы просили. Кошелёк его не увидел, ничего не списано.",
    failed: "Кошелёк не смог отправить. Ничего не списано.",
    again: "Повторить",
    hide: "Понятно",
  },
);

/** A sentence for what a wallet, or the network behind it, did not do. */
export function problemText(code: string | null): string {
  const words = say();
  switch (code) {
    case "declined":
      return words.declined;
    case "not_taken":
      return words.notTaken;
    case "wrong_network":
      return words.wrongNetwork;
    case "unsupported":
      return words.unsupported;
    case "absent":
      return words.absent;
    case "other_wallet":
      return words.otherWallet;
    case "not_asked":
      return words.notAsked;
    default:
      return words.failed;
  }
}
