import type { PrivacyTexts } from "./privacy-texts.ts";

export const privacyEn: PrivacyTexts = {
  title: "What we know about you",
  intro:
    "“We” is the server that this app talks to: it takes the sealed messages to the machines and keeps the accounts.",
  parts: {
    unreadable: {
      title: "What we can’t read",
      facts: [
        {
          what: "Your messages and the answers",
          more: "Sealed on this phone, for machines that this phone has checked. The server carries them closed and has no key.",
        },
        {
          what: "Your chats",
          more: "They are on this phone only. The server has no list of them, no titles, no drafts.",
        },
        {
          what: "How many words exactly",
          more: "Messages are padded to steps of 4 KiB, 8 KiB, 16 KiB and so on; answers travel in equal pieces; costs are told to us rounded.",
        },
      ],
    },
    server: {
      title: "What our server knows",
      facts: [
        {
          what: "Which Telegram user you are",
          more: "At sign-in Telegram hands over your number, name, username, language and photo link. We check the signature and keep the number alone, for as long as the account stands.",
        },
        {
          what: "Which wallet is yours",
          more: "Its address, once you pay with it, sign in by it or link it. For as long as the account stands.",
        },
        {
          what: "That you asked, and when",
          more: "For each question: the time, the model, the price, the most it could cost, what it cost, the machine that answered and how it ended. No text and no token counts. The records of money are never deleted. From a cost one can guess how long a text was, not what it said.",
        },
        {
          what: "The sealed bytes",
          more: "In the queue until the answer is fetched, 15 minutes past the deadline at most. Never in the database.",
        },
        {
          what: "Your network address",
          more: "A server sees who connects. The program writes it into no log and no account; it counts sign-ins by it in memory. Who runs the server’s computer could record more.",
        },
        {
          what: "Your keys for developers",
          more: "Their names, budgets and what they spent. Of a key itself, as of your session, only a hash.",
        },
        {
          what: "What you were told",
          more: "Notices of credits and low balance: 30 days.",
        },
        {
          what: "A receipt, if you dispute it",
          more: "The exact counts in it are compared and let go. The verdict stays.",
        },
        {
          what: "Your machines, if you earn with them",
          more: "Chips, models, prices and when they were online: a month. What they earned: for good.",
        },
      ],
    },
    money: {
      title: "What everybody can see",
      facts: [
        {
          what: "Deposits, charges and withdrawals on TON",
          more: "The chain is public: who knows your wallet sees your contract, how much is in it and how much was charged from it, not for what.",
        },
        {
          what: "Your wallet’s app and its bridge",
          more: "To connect a wallet, closed messages go through our server to the wallet’s bridge. The bridge sees our address, not yours. Wallet and bridge know what you sign.",
        },
      ],
    },
    machine: {
      title: "What the machine knows",
      facts: [
        {
          what: "Your message and its answer, while it works",
          more: "Inside a confidential machine whose owner can’t look in. It is not told your account, wallet, address or Telegram. The text goes when the answer is done; a cache of it after five idle minutes.",
        },
      ],
    },
    telegram: {
      title: "What Telegram knows",
      facts: [
        {
          what: "That you opened this app, when and from where",
          more: "Telegram’s app draws this page, so it and other programs on this phone could read the screen. Its servers don’t get your chats: nothing is put into Telegram’s cloud.",
        },
        {
          what: "Everything in the chat with the bot",
          more: "That chat is not private: Telegram and the bot’s server see its text.",
        },
      ],
    },
    phone: {
      title: "What lies on this phone",
      facts: [
        {
          what: "Chats, drafts and settings, encrypted",
          more: "Each message by AES-256, under a key that the phone’s keychain holds, or else this browser: who copies the whole browser then has the key too. Sizes and the number of messages can be seen by who reads the phone’s storage.",
        },
        {
          what: "Your session and the key of your limits, encrypted",
          more: "The session is good for a day. The key of your limits, if you turned it on, signs what may be charged: it stays when chats are deleted.",
        },
        {
          what: "In the clear",
          more: "The language, which machines were drawn for you and until when, and numbers of questions that are not over yet. No text.",
        },
      ],
    },
    unchecked: {
      title: "What this app doesn’t check",
      facts: [
        {
          what: "The network’s registry on TON",
          more: "The app talks to its own server only, which can’t be trusted to relay the registry. So no warning of the registry reaches this app: it goes by the signed list of approved programs, whose witness is a week old at most. The command line reads the registry itself.",
        },
        {
          what: "Whether its own code is the published one",
          more: "Who controls the server, or Telegram’s app, could hand you altered code that reads what you write, and that code could show anything here. You can check the server from a computer, as below. The command line, installed once, doesn’t have this weakness.",
        },
        {
          what: "The hardware’s last secrets",
          more: "A flaw in AMD’s or NVIDIA’s hardware, a laboratory attack on the chip itself, the Telegram app and other software on this phone, and mistakes of the model.",
        },
      ],
    },
    erase: {
      title: "What you can take back",
      facts: [
        {
          what: "Chats",
          more: "Delete all chats, in the settings: their key goes with them, and nobody can bring them back.",
        },
        {
          what: "Money",
          more: "Withdraw, in the wallet. If our server is gone, your wallet alone takes it out of the contract in 24 hours.",
        },
        {
          what: "Not the records of money",
          more: "What was paid and charged stays in the books, under a random number, your Telegram number and your wallet’s address.",
        },
      ],
    },
  },
  build: {
    title: "Check this build",
    text: "Every release of the app has a signed list of its files, published outside our server. On a computer with the project’s sources:",
    how: "This compares every file that the server gives out with the list, and names each that differs.",
    page: "First page of the app, as the server gives it now:",
    copy: "Copy",
    copied: "Copied",
    note: "The list has the same line for index.html. The scripts and styles are pinned in that page by hashes of their own. A number shown by an altered app proves nothing: look from another device.",
  },
};
