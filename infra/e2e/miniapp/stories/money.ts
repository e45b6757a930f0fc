import assert from "node:assert/strict";
import type { ScriptedWallet } from "@cocoon/contracts/devchain";
import { enterChat, send } from "../steps.ts";
import { Visit } from "../visit.ts";
import { injectWallet, newPerson, openWalletLink, WALLET } from "../wallets.ts";
import { QUESTION } from "./first-start.ts";
import type { Story } from "./story.ts";

const CREDITED_MS = 60_000;

/** In Telegram: a wallet on the same phone, by the HTTP bridge that the proxy relays. It says no once. */
export const payByBridge: Story = {
  name: "top up in Telegram, by the HTTP bridge",
  async run(world) {
    const visit = await Visit.begin(world);
    try {
      await enterChat(visit);
      await openWallet(visit);
      await visit.judge("the wallet, empty");
      await visit.button("Top up").first().click();
      await connectByBridge(visit);
      world.network.processes.walletApp.says("no");
      await visit.page.getByRole("radio", { name: "1", exact: true }).click();
      await visit.pressMain(/^Pay 1/);
      await visit.text("Cancelled in the wallet. Nothing was sent.").waitFor();
      await visit.judge("the wallet, declined");
      world.network.processes.walletApp.says("yes");
      await visit.button("Try again").click();
      await visit.pressMain(/^Pay 1/);
      await closedMeanwhile(visit);
      await visit.judge("the wallet, credited");
    } finally {
      world.network.processes.walletApp.says("yes");
      await visit.close();
    }
  },
};

async function connectByBridge(visit: Visit): Promise<void> {
  await visit.text("To your balance").waitFor();
  await visit.judge("the sheet of an amount");
  await visit.pressMain("Choose a wallet");
  await visit.button(new RegExp(WALLET)).first().click();
  await visit.judge("the sheet while a wallet connects");
  await visit.button(`Open ${WALLET}`).click();
  await openWalletLink(visit, 0);
  await visit.text("To your balance").waitFor();
}

/** The app is closed as soon as the wallet has sent it, and opened again: the payment goes on. */
async function closedMeanwhile(visit: Visit): Promise<void> {
  await visit.text(/^1 TON (?:on the way|credited)$/).waitFor();
  await visit.open();
  await visit.composer.waitFor();
  await openWallet(visit);
  await visit.text("1 TON credited").waitFor({ timeout: CREDITED_MS });
}

/** From the chat, by the list of chats. */
async function openWallet(visit: Visit): Promise<void> {
  await visit.button("Chats").click();
  await visit.button(/^Wallet/).click();
  await visit.button("Top up").first().waitFor();
}

/** In a plain page: the wallet in the browser signs in, pays, and gets what is left back. */
export const payByInjected: Story = {
  name: "sign in, top up, ask and withdraw in a plain page, by a wallet in the browser",
  async run(world) {
    const person = await newPerson(world);
    const visit = await Visit.begin(world, {
      userId: null,
      prepare: (context) => injectWallet(context, person),
    });
    try {
      await enterChat(visit);
      await visit.pressMain("Choose a wallet");
      await visit.button(new RegExp(WALLET)).first().click();
      await visit.text("To your balance").waitFor();
      await visit.page.getByRole("radio", { name: "2", exact: true }).click();
      await visit.pressMain(/^Pay 2/);
      await visit.text("2 TON credited").waitFor({ timeout: CREDITED_MS });
      await visit.judge("the wallet in a plain page");
      await visit.back();
      await send(visit, QUESTION);
      await visit.answers.first().waitFor();
      await withdraw(visit, person);
    } finally {
      await visit.close();
    }
  },
};

async function withdraw(visit: Visit, wallet: ScriptedWallet): Promise<void> {
  const before = await wallet.balance();
  await openWallet(visit);
  await visit.button("Withdraw").click();
  await visit.judge("withdrawing");
  await visit.pressMain(/^Withdraw/);
  await visit
    .text(/TON paid out/)
    .first()
    .waitFor({ timeout: CREDITED_MS });
  await visit.judge("withdrawn");
  const got = (await wallet.balance()) - before;
  assert.ok(got > 1_900_000_000n, `the wallet got ${got} nanoton back`);
}
