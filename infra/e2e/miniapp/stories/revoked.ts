import assert from "node:assert/strict";
import { deny, imageOf } from "../../money/deny.ts";
import { until } from "../../../until.ts";
import { enterChat, send } from "../steps.ts";
import { Visit } from "../visit.ts";
import { QUESTION } from "./first-start.ts";
import type { Story } from "./story.ts";

/** A proxy reads its registry every ten seconds. */
const NOTICED_MS = 60_000;

/** The last story of a network: its machines' software is denied in the registry, for ever. */
export const revoked: Story = {
  name: "machines that were withdrawn get no message",
  async run(world) {
    const { network } = world;
    await Visit.told(world, {}, async (visit) => {
      await enterChat(visit);
      await send(visit, QUESTION);
      await visit.answers.first().waitFor();
      await deny(network, { kind: "measurement", id: await imageOf(network) });
      await until("the end of all links", async () => (await listed(network.proxyUrl)) === 0, NOTICED_MS);
      await send(visit, QUESTION);
      await visit.heading("Not sent").waitFor();
      await visit
        .text(/withdrawn from the list|No checked machine is free/)
        .first()
        .waitFor();
      assert.equal(await visit.answers.count(), 1, "a withdrawn machine answered");
      await visit.judge("the card for withdrawn machines");
    });
  },
};

async function listed(proxyUrl: string): Promise<number> {
  const { nodes } = (await (await fetch(`${proxyUrl}/v1/nodes`)).json()) as { nodes: unknown[] };
  return nodes.length;
}
