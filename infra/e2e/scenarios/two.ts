import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";

const NETWORKS = 2;

/** Two networks at once, in two folders and on ports of their own: each answers, and neither knows the other's account. */
export const two: Scenario = {
  name: "two",
  async run(stage) {
    const networks = await Promise.all(Array.from({ length: NETWORKS }, () => stage.network()));
    const pids = networks.flatMap(({ processes }) => processes.services.map(({ pid }) => pid));
    assert.equal(new Set(pids).size, pids.length, "two networks share a process");
    assert.equal(
      new Set(networks.map(({ proxyUrl }) => proxyUrl)).size,
      NETWORKS,
      "two networks share an address",
    );
    const answers = await Promise.all(
      networks.map(async (network) => {
        const { client, accountId, apiKey } = await network.newAccount();
        const [model] = await client.models();
        assert.ok(model, "no model is served");
        const messages = [{ role: "user", content: "What is Cocoon?" }] as const;
        const answer = await client.answer({ model: model.id, messages, maxTokens: 128 });
        assert.deepEqual(answer.receiptMismatches, []);
        await network.settled();
        return { answer, accountId, apiKey };
      }),
    );
    for (const { answer } of answers) assert.match(answer.text, /network for confidential AI/);
    const [first, second] = networks;
    const stranger = answers[1]?.apiKey.reveal();
    assert.ok(first && second && stranger);
    const headers = { authorization: `Bearer ${stranger}` };
    assert.equal((await fetch(`${first.proxyUrl}/v1/account`, { headers })).status, 401);
    assert.equal((await fetch(`${second.proxyUrl}/v1/account`, { headers })).status, 200);
  },
};
