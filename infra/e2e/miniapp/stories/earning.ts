import assert from "node:assert/strict";
import { ownersWallets } from "../../money/person.ts";
import { enterChat } from "../steps.ts";
import { Visit } from "../visit.ts";
import { injectWallet, WALLET } from "../wallets.ts";
import type { Story } from "./story.ts";

/** In a plain page: the wallet that a worker pays proves itself, sees its machine, and sets a price between floor and cap. */
export const earning: Story = {
  name: "see what one's own machine earns and set its price, by the wallet that is paid",
  async run(world) {
    const [owner] = ownersWallets(world.network);
    assert.ok(owner, "the network has no owner of a worker");
    await Visit.told(
      world,
      {
        userId: null,
        prepare: (context) => injectWallet(context, owner),
      },
      async (visit) => {
        await enterChat(visit);
        // Who has no trial is asked to top up first; an owner of machines need not.
        await visit.button("Close").click();
        await visit.button("Chats").click();
        await visit.button(/^Earn/).click();
        await visit.heading("Put your GPU to work").waitFor();
        await visit.judge("earning, before a wallet has proved itself");
        await visit.button(/^I already run a machine/).click();
        await visit.button(new RegExp(WALLET)).first().click();
        await visit.heading("Your machines").waitFor();
        assert.equal(await visit.text(/^Machine [0-9a-f]{8}$/).count(), 1, "machines of one owner");
        for (const period of ["Day", "Month"]) await visit.page.getByRole("radio", { name: period }).click();
        await visit.judge("earnings");
        await setPrice(visit);
      },
    );
  },
};

async function setPrice(visit: Visit): Promise<void> {
  await visit.button("My prices").click();
  const demo = visit.page.locator("details", { hasText: /Cocoon Demo(?! Mini)/ }).last();
  await demo.locator("summary").click();
  const written = demo.getByRole("textbox", { name: "Text written" });
  await written.fill("9");
  assert.ok(await demo.getByRole("button", { name: "Set the price" }).isDisabled(), "a price above the cap");
  // Not above the usual price, which free answers are bound to: other stories ask with those.
  await written.fill("0.05");
  await demo.getByRole("button", { name: "Set the price" }).click();
  await visit.text("Set. Your machines have been told.").waitFor();
  await visit.judge("prices");
}
