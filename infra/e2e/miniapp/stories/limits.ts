import assert from "node:assert/strict";
import type { ScriptedWallet } from "@cocoon/contracts/devchain";
import { latestVoucher } from "@cocoon/db/chain";
import { toHex } from "@cocoon/protocol/bytes";
import { parseTon } from "@cocoon/protocol/money";
import { until } from "../../../until.ts";
import { connect } from "../../money/person.ts";
import { Places } from "../../money/places.ts";
import { enterChat, send } from "../steps.ts";
import { Visit } from "../visit.ts";
import { injectWallet, newPerson, WALLET } from "../wallets.ts";
import { QUESTION } from "./first-start.ts";
import type { Story } from "./story.ts";

const CREDITED_MS = 60_000;
const SETTLED_MS = 30_000;

/** In a plain page: a key on the phone begins with an empty contract and signs each charge; a limit counts as the chain has it. */
export const limits: Story = {
  name: "approve each charge on this phone and limit the day, by the contract",
  async run(world) {
    const wallet = await newPerson(world);
    await Visit.told(
      world,
      { userId: null, prepare: (context) => injectWallet(context, wallet) },
      async (visit) => {
        await enterChat(visit);
        await visit.pressMain("Choose a wallet");
        await visit.button(new RegExp(WALLET)).first().click();
        await visit.text("To your balance").waitFor();
        await visit.button("Close").click();
        await approveEachCharge(visit);
        await limitTheDay(visit);
        await assertWritten(visit, wallet);
        await askAndSettle(visit, wallet);
      },
    );
  },
};

async function approveEachCharge(visit: Visit): Promise<void> {
  await visit.button("Chats").click();
  await visit.button(/^Wallet/).click();
  await visit.button("Limits").click();
  await visit.page.getByRole("switch", { name: "Approve each charge on this phone" }).click();
  await visit.text(/^It begins with your next top-up\./).waitFor();
  await visit.judge("the limits, before a contract");
  await visit.back();
  await visit.button("Top up").first().click();
  await visit.page.getByRole("radio", { name: "2", exact: true }).click();
  await visit.pressMain(/^Pay 2/);
  await visit.text("2 TON credited").waitFor({ timeout: CREDITED_MS });
}

async function limitTheDay(visit: Visit): Promise<void> {
  await visit.button("Limits").click();
  await visit.button(/^At most per day/).click();
  await visit.dialog.getByRole("radio", { name: "5", exact: true }).click();
  await visit.judge("the sheet of the day's limit");
  await visit.pressMain("Set 5 TON a day");
  await visit.button(/^At most per day\s*5 TON/).waitFor({ timeout: CREDITED_MS });
  await visit.judge("the limits");
}

/** What the screen says is what the contract holds, and what the proxy goes by. */
async function assertWritten({ world: { network } }: Visit, wallet: ScriptedWallet): Promise<void> {
  const held = await new Places(network).escrowOf(wallet.address);
  assert.equal(held?.dailyLimitNanoton, parseTon("5"));
  assert.ok(held.payerKey, "the contract asks for no key");
  const { client } = await connect(network, wallet);
  const { escrow } = await client.account();
  assert.equal(escrow?.dailyLimitNanoton, String(parseTon("5")));
  assert.equal(escrow.payerKey, toHex(held.payerKey));
}

/** Before an answer the phone signs for those before it, silently: nobody else can. */
async function askAndSettle(visit: Visit, wallet: ScriptedWallet): Promise<void> {
  const { database } = visit.world.network;
  const { client } = await connect(visit.world.network, wallet);
  await visit.back();
  await visit.back();
  await visit.button("New chat").first().click();
  await send(visit, QUESTION);
  await visit.answers.first().waitFor();
  const spent = await until(
    "the settled answer",
    async () => -BigInt((await client.money.statement({ kind: "job" })).entries[0]?.amountNanoton ?? 0),
    SETTLED_MS,
  );
  await send(visit, QUESTION);
  await visit.answers.nth(1).waitFor();
  const { escrow } = await client.account();
  assert.ok(escrow);
  const { address, epoch } = escrow;
  const signed = await latestVoucher(database, { escrow: address, epoch, byPayer: true });
  assert.equal(signed?.cumulativeNanoton, spent, "the phone signed for another sum than the first answer's");
  visit.unharmed("a chat whose charges this phone signs");
}
