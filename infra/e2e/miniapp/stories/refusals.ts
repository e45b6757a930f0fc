import assert from "node:assert/strict";
import { enterChat, send } from "../steps.ts";
import { Visit } from "../visit.ts";
import { forged, forgedReceipt, otherSoftware, truncated } from "../wire/tamper.ts";
import type { Tampering } from "../wire/wire.ts";
import type { World } from "../world.ts";
import { QUESTION } from "./first-start.ts";
import type { Story } from "./story.ts";

interface Refusal {
  readonly name: string;
  readonly tamperings: readonly Tampering[];
  /** Of the card in the answer's place. */
  readonly title: string;
  readonly why: RegExp;
}

/** Between the browser and the proxy; everything else is as it always is. */
const REFUSALS: readonly Refusal[] = [
  {
    name: "software that is not approved",
    tamperings: [otherSoftware],
    title: "Not sent",
    why: /runs software that isn’t on the approved list, so your phone kept the message\. Nothing was charged\./,
  },
  {
    name: "a truncated stream",
    tamperings: [truncated],
    title: "The answer broke off",
    why: /Its end and its receipt never came, so it doesn’t count as an answer/,
  },
  {
    name: "a forged frame",
    tamperings: [forged(1)],
    title: "Not an answer",
    why: /so this isn’t shown as an answer/,
  },
  {
    name: "a bad receipt",
    tamperings: forgedReceipt,
    title: "Not an answer",
    why: /The receipt doesn’t match what arrived, so this isn’t shown as an answer/,
  },
];

export const refusals: Story = {
  name: "what fails a check is refused, and never shown as an answer",
  async run(world) {
    for (const refusal of REFUSALS) {
      world.stage.progress(`  ${refusal.name}`);
      await world.wire.tampered(refusal.tamperings, () => refused(world, refusal));
    }
  },
};

async function refused(world: World, { name, title, why }: Refusal): Promise<void> {
  await Visit.told(world, {}, async (visit) => {
    await enterChat(visit);
    await send(visit, QUESTION);
    await visit.heading(title).waitFor();
    await visit.text(why).first().waitFor();
    assert.equal(await visit.answers.count(), 0, `${name} came as an answer`);
    assert.equal(await visit.page.getByRole("article").count(), 0, `${name} is drawn as an answer`);
    assert.ok(visit.telegram?.haptics.includes("error"), `${name} is not felt`);
    await visit.judge(`the card for ${name}`);
  });
}
