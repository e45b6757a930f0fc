import assert from "node:assert/strict";
import { frozen } from "../../freeze.ts";
import { enterChat, send } from "../steps.ts";
import { Visit } from "../visit.ts";
import { QUESTION, RIGHT } from "./first-start.ts";
import type { Story } from "./story.ts";

/** The phone lies in a pocket while no machine is free; its connection breaks, and comes back with the person. */
export const background: Story = {
  name: "an answer goes on after the background and a lost connection",
  async run(world) {
    await Visit.told(world, {}, async (visit) => {
      await enterChat(visit);
      // Machines answer a fresh nonce before they are first sealed to.
      await send(visit, QUESTION);
      await visit.answers.first().waitFor();
      await frozen(world.network.workers, () => interrupted(visit));
      await visit.answers.nth(1).waitFor();
      assert.equal(await visit.answers.count(), 2);
      assert.equal(await visit.text(RIGHT).count(), 2, "the answer came once and whole");
      assert.equal(visit.telegram?.confirmsClosing, false, "closing asks though nothing runs");
      visit.unharmed("the chat after a lost connection");
    });
  },
};

async function interrupted(visit: Visit): Promise<void> {
  await send(visit, QUESTION);
  await visit.text("Waiting for a machine").waitFor();
  assert.equal(visit.telegram?.confirmsClosing, true, "closing does not ask while an answer runs");
  await visit.judge("the chat, waiting");
  await visit.telegram?.setVisible(false);
  await visit.world.wire.cut(() => visit.text(/Reconnecting/).waitFor());
  await visit.telegram?.setVisible(true);
}

/** Without a connection the text stays; the app says so, and goes on when there is one. */
export const offline: Story = {
  name: "offline, what is written stays",
  async run(world) {
    await Visit.told(world, {}, async (visit) => {
      await enterChat(visit);
      // What draws messages is there with the first of them.
      await send(visit, QUESTION);
      await visit.answers.first().waitFor();
      await visit.composer.fill(QUESTION);
      await visit.context.setOffline(true);
      await visit.text("Your text is safe here.").waitFor();
      await visit.judge("the chat, offline");
      // The engine's worker is online again once the list of models came by it.
      const online = visit.context.waitForEvent("response", (one) => one.url().includes("/v1/models"));
      await visit.context.setOffline(false);
      await online;
      await visit.text("Your text is safe here.").waitFor({ state: "hidden" });
      assert.equal(await visit.composer.inputValue(), QUESTION);
      await visit.button("Send").click();
      await visit.answers.nth(1).waitFor();
    });
  },
};
