import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { enterChat, send } from "../steps.ts";
import { Visit } from "../visit.ts";
import type { Story } from "./story.ts";

export const QUESTION = "What is Cocoon?";
export const RIGHT = /network for confidential AI/;

/** Somebody's first minutes, in Telegram: three screens, a trial, a private answer, and who could have read it. */
export const firstStart: Story = {
  name: "a first start in Telegram, on the trial",
  async run(world) {
    await Visit.told(world, {}, async (visit) => {
      await visit.heading("Ask what you would ask no one").waitFor();
      await visit.judge("the first screen");
      await enterChat(visit);
      await visit.judge("the empty chat");
      await send(visit, QUESTION);
      await visit.text(RIGHT).first().waitFor();
      await visit.answers.first().waitFor();
      assert.ok(visit.telegram?.haptics.includes("light"), "sending is not felt");
      assert.equal(visit.telegram?.mainButton.visible, false, "the chat has a main button");
      await visit.judge("the chat with an answer");
      await verify(visit);
    });
  },
};

/** From the answer to the checks of its machine, once more by a fresh nonce, and away with the proof. */
async function verify(visit: Visit): Promise<void> {
  await visit.button(/^Simulated · [\d.,]+ TON$/).click();
  await visit.text("Simulated. Not private.").first().waitFor();
  await visit.judge("the checks");
  await visit.button("Check live").click();
  await visit.text(/^Checked live by this phone at /).waitFor();
  const download = visit.page.waitForEvent("download");
  await visit.button("Save the proof").click();
  const file = await (await download).path();
  const document = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  assert.ok(Object.keys(document).length > 3, "the proof holds nothing");
  await visit.back();
  await visit.answers.first().waitFor();
}
