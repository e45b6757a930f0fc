import { texts } from "../../app/text.ts";

export const say = texts(
  {
    title: "Add a machine",
    intro:
      "The machine dials out by itself: it needs no open port and no account here. It is known by the wallet that it pays.",
    run: "On the machine, inside its sealed guest",
    comment: "# as root, with your own address and image",
    copy: "Copy the command",
    copied: "Copied",
    after: "What happens then",
    checks: "Every phone checks it",
    checksSub: "Chip, memory, software and model, before anything is sealed to it.",
    listed: "It appears in Earn",
    listedSub: "Within a minute of its first dial. If it is refused, its log names the check and what to do.",
    paid: "You are paid to the wallet",
    paidSub: "By itself once enough has come together, or when you ask. The contract pays without us, too.",
  },
  {
    title: "Добавить сервер",
    intro:
      "Сервер сам выходит на связь: ни открытых портов, ни учётной записи не нужно. Его узнают по кошельку, на который он платит.",
    run: "На сервере, внутри его закрытой машины",
    comment: "# от root, со своим адресом и образом",
    copy: "Скопировать команду",
    copied: "Скопировано",
    after: "Что будет дальше",
    checks: "Его проверит каждый телефон",
    checksSub: "Чип, память, программу и модель — до того, как зашифровать для него хоть слово.",
    listed: "Он появится в «Заработке»",
    listedSub:
      "Через минуту после первого выхода на связь. При отказе журнал сервера назовёт проверку и что делать.",
    paid: "Деньги придут на кошелёк",
    paidSub: "Сами, когда накопится, или по просьбе. Контракт платит и без нас.",
  },
);
