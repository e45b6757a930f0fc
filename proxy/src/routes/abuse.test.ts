import { request } from "node:http";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { depositStatus } from "@cocoon/protocol/api";
import { beginCell, external, storeMessage } from "@ton/core";
import { parse } from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, MoneyWorld } from "../testing/money-world.ts";
import { TestNetwork } from "../testing/test-network.ts";
import { testEscrow } from "../testing/test-escrow.ts";

const MOST = ((1n << 63n) - 1n).toString();

describe("somebody who means harm", () => {
  let world: MoneyWorld;
  beforeAll(async () => {
    world = await MoneyWorld.open();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  it("names the largest amount there is, and meets no fault", async () => {
    const person = await world.byWallet();
    expect((await person.get(`/v1/deposit?amount=${MOST}`)).body).toMatchObject({ code: "amount_malformed" });
    const body = beginCell().storeUint(7, 8).endCell();
    const message = beginCell().store(storeMessage(external({ to: `0:${"ab".repeat(32)}`, body })));
    const boc = message.endCell().toBoc().toString("base64");
    const sent = { amountNanoton: MOST, currency: "TON", network: world.money.network, boc };
    for (let again = 0; again < 2; again++) {
      const { body: status } = await person.request("POST", "/v1/deposits", sent);
      expect(parse(depositStatus, status).state).toBe("sent");
    }
  });

  it("asks for a quote that no number holds, and is told so", async () => {
    const person = await world.byWallet();
    const worker = await world.network.worker("a", { credit: 0 });
    await world.network.listed(worker);
    const { manifest } = worker.identity;
    const asked = { manifest, bodyBucketBytes: 1 << 20, maxTokensBucket: 65_536 };
    const answer = await person.request("POST", "/v1/quote", { ...asked, quote: `${MOST}/${MOST}/${MOST}` });
    expect(answer.body).toMatchObject({ code: "amount_malformed" });
  });

  it("goes on listening after signing out, and hears nothing", async () => {
    const person = await world.byWallet();
    const { body } = await fetch(`${world.network.proxy.origin}/v1/events`, {
      headers: bearer(person.token),
    });
    await person.request("DELETE", "/v1/session");
    const owner = person.wallet.address;
    await testEscrow(world.database, { owner, address: world.money.escrowOf(owner) });
    let heard = "";
    for await (const part of body ?? []) heard += Buffer.from(part).toString();
    expect(heard).not.toContain("event:");
  });
});

describe("a stranger who asks without end", () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await TestNetwork.open({ postsPerMinute: 2 });
  }, OPEN_TIMEOUT_MS);
  afterAll(() => network.close());

  it("locks no other out", async () => {
    const ask = (localAddress: string) => challengeFrom(network.proxy.origin, localAddress);
    expect([await ask("127.0.0.1"), await ask("127.0.0.1")]).toEqual([201, 201]);
    expect([await ask("127.0.0.1"), await ask("127.0.0.2")]).toEqual([429, 201]);
  });
});

/** The status of the answer to one who comes from that address. */
const challengeFrom = (origin: string, localAddress: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const options = { method: "POST", localAddress, headers, agent: false };
    request(`${origin}/v1/challenges`, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end(JSON.stringify({ purpose: "sign-in" }));
  });
