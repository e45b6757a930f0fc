import type { Database } from "@cocoon/db/connection";
import { createCredential } from "@cocoon/db/identities";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MemoryBus } from "../bus/memory.ts";
import { MemoryDirectory } from "../registry/memory.ts";
import { PriceBook } from "../prices/price-book.ts";
import { STUB_MODEL, STUB_PRICE } from "../testing/stub-identity.ts";
import { soon } from "../testing/test-client.ts";
import { type StubWorker, TestNetwork } from "../testing/test-network.ts";

const FREE = { floor: "0/0/0", reference: "1/1/1", cap: "9000000/9000000/9000000" };
const PRICES = new PriceBook({
  currency: "TON",
  commissionPpm: 50_000,
  models: [STUB_MODEL, "other"].map((model) => ({ model, ...FREE })),
});
const DEARER = "2000000/200000/4000000";

/** Two proxies of one network; the worker is at the first of them. */
describe("an owner's price", () => {
  let database: Database;
  let network: TestNetwork;
  let elsewhere: TestNetwork;
  let worker: StubWorker;
  let owner: string;
  let owners = 0;
  beforeAll(async () => {
    database = await inProcessDatabase();
    const parts = { database, bus: new MemoryBus(), directory: new MemoryDirectory() };
    const shared = { ...parts, rosterKey: new Uint8Array(32).fill(7), prices: PRICES };
    [network, elsewhere] = await Promise.all([TestNetwork.open(shared), TestNetwork.open(shared)]);
  }, OPEN_TIMEOUT_MS);
  beforeEach(async () => {
    owner = `owner-${++owners}`;
    worker = await network.worker("worker", { operator: owner });
    await network.listed(worker);
  });
  afterEach(() => network.leave());
  afterAll(async () => {
    await elsewhere.proxy.stop(0);
    await network.close();
  });

  const set = async (quote: string, { at = network, model = STUB_MODEL } = {}) => {
    const { secret } = await createCredential(database, { kind: "owner", subject: owner });
    const response = await fetch(`${at.proxy.origin}/v1/owner/prices/${model}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${secret.reveal()}`, "content-type": "application/json" },
      body: JSON.stringify({ quote }),
    });
    expect(response.status).toBe(204);
  };
  const asked = async (link = worker.link) => (await link.next("prices")).prices;
  const shown = async () => {
    const { models } = (await (await fetch(`${network.proxy.origin}/v1/models`)).json()) as {
      models: { lowestQuote: string; highestQuote: string }[];
    };
    return models.map(({ lowestQuote, highestQuote }) => [lowestQuote, highestQuote]);
  };

  it.each([
    ["this proxy", () => network],
    ["another", () => elsewhere],
  ])("that is set at %s is told to the worker, and listed once its key has signed it", async (_at, at) => {
    await set(DEARER, { at: at() });
    expect(await asked()).toEqual([{ model: STUB_MODEL, quote: DEARER }]);
    expect(await shown()).toEqual([[STUB_PRICE, STUB_PRICE]]);
    const signed = worker.identity.offers(DEARER);
    worker.link.send({ type: "offers", ...signed });
    await soon(async () => expect(await shown()).toEqual([[DEARER, DEARER]]));
    const listed = async () => (await (await fetch(`${network.proxy.origin}/v1/nodes`)).json()) as object;
    const { keyId } = worker.identity;
    await soon(async () => expect(await listed()).toMatchObject({ nodes: [{ keyId, ...signed }] }));
  });

  it("is told to a worker that joins later, of its own models alone, and to nobody else's", async () => {
    await set("3/3/3", { model: "other" });
    await set(DEARER);
    const later = await network.worker("later", { operator: owner });
    expect(await asked(later.link)).toEqual([{ model: STUB_MODEL, quote: DEARER }]);
    const before = owner;
    owner = "somebody";
    await set("5/5/5");
    owner = before;
    await set("7/7/7");
    // What came for somebody else would have come before.
    expect(await asked()).toEqual([{ model: STUB_MODEL, quote: DEARER }]);
    expect(await asked()).toEqual([{ model: STUB_MODEL, quote: "7/7/7" }]);
  });

  it("leaves a job that was leased before as it is: it is paid by its own quote", async () => {
    const client = await network.client();
    const envelope = network.envelope([worker]);
    await client.post(envelope);
    const lease = await worker.link.next("lease");
    await set(DEARER);
    await asked();
    worker.link.send({ type: "offers", ...worker.identity.offers(DEARER) });
    await soon(async () => expect(await shown()).toEqual([[DEARER, DEARER]]));
    worker.link.answer(lease, worker.identity);
    expect(await client.over(envelope)).toMatchObject({ state: "done" });
    const next = await client.post(network.envelope([worker]));
    expect([next.status, next.body]).toMatchObject([409, { code: "quote_below_price" }]);
  });

  it("is not listed again for a worker that has said it leaves", async () => {
    await set(DEARER);
    await asked();
    worker.link.send({ type: "drain" });
    worker.link.send({ type: "offers", ...worker.identity.offers(DEARER) });
    await network.listed();
    await network.worker("next", { operator: "next" });
    await soon(async () => expect(await shown()).toEqual([[STUB_PRICE, STUB_PRICE]]));
    expect(worker.link.socket.readyState).toBe(worker.link.socket.OPEN);
  });

  describe("ends the link of a worker that answers with offers", () => {
    const refusedFor = async (signed: { offers: string; offersSignature: string }) => {
      worker.link.send({ type: "offers", ...signed });
      return (await worker.link.next("refused")).code;
    };

    it("unasked", async () => {
      expect(await refusedFor(worker.identity.offers(DEARER))).toBe("protocol_breach");
    });

    it("more often than it was asked", async () => {
      await set(DEARER);
      await asked();
      worker.link.send({ type: "offers", ...worker.identity.offers(DEARER) });
      expect(await refusedFor(worker.identity.offers())).toBe("protocol_breach");
    });

    it.each([
      [
        "of another key's signature",
        "offers_signature",
        async () => (await network.identity("other")).offers(),
      ],
      [
        "that it never attested",
        "offer_not_attested",
        async () => worker.identity.offers(DEARER, "ab".repeat(32)),
      ],
      ["of another form", "malformed_message", async () => worker.identity.sign("[]")],
      [
        "in another spelling",
        "malformed_message",
        async () => worker.identity.sign(" " + worker.identity.offers().offers),
      ],
    ])("%s", async (_what, code, signed) => {
      await set(DEARER);
      await asked();
      expect(await refusedFor(await signed())).toBe(code);
    });
  });
});
