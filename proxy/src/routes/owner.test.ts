import { recordPresence } from "@cocoon/db/owners";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import {
  market,
  ownerDemand,
  ownerMachines,
  ownerPrices,
  ownerStatus,
  ownerVoucher,
  payNowAnswer,
} from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { parse } from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PriceBook } from "../prices/price-book.ts";
import { MoneyWorld, type Person } from "../testing/money-world.ts";
import { SimulatedWallet } from "../testing/simulated-wallet.ts";
import { STUB_MODEL, STUB_PRICE } from "../testing/stub-identity.ts";
import { STUB_COST } from "../testing/stub-link.ts";
import type { StubWorker } from "../testing/test-network.ts";

const RANGE = { model: STUB_MODEL, reference: STUB_PRICE, floor: "1/1/1", cap: "9000000/9000000/9000000" };

describe("an owner of workers", () => {
  let world: MoneyWorld;
  let owner: Person;
  let worker: StubWorker;
  beforeAll(async () => {
    const prices = new PriceBook({ currency: "TON", commissionPpm: 50_000, models: [RANGE] });
    world = await MoneyWorld.open({ prices });
    const wallet = SimulatedWallet.create();
    owner = await world.byWallet(wallet, "owner");
    worker = await world.network.worker("own", { operator: wallet.address });
    const other = await world.network.worker("other", { credit: 0, price: "2/2/2" });
    await world.network.listed(worker, other);
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  it("has earned nothing before the first job", async () => {
    const { body } = await owner.get("/v1/owner");
    expect(parse(ownerStatus, body)).toMatchObject({
      owner: owner.wallet.address,
      owedNanoton: "0",
      vouchedNanoton: "0",
      paidNanoton: "0",
      thresholdNanoton: null,
      earnings: [],
      hours: [],
      workers: [{ keyId: worker.identity.keyId, models: [STUB_MODEL] }],
    });
  });

  it("sees what its worker earned, the commission aside, and the market it serves", async () => {
    const client = await world.network.client();
    const envelope = world.network.envelope([worker]);
    expect((await client.post(envelope)).status).toBe(202);
    worker.link.answer(await worker.link.next("lease"), worker.identity);
    expect(await client.over(envelope)).toMatchObject({ state: "done" });
    const earned = STUB_COST - (STUB_COST * 50_000n) / 1_000_000n;
    expect(parse(ownerStatus, (await owner.get("/v1/owner")).body)).toMatchObject({
      owedNanoton: earned.toString(),
      earnings: [{ model: STUB_MODEL, earnedNanoton: earned.toString(), jobs: 1 }],
      hours: [{ earnedNanoton: earned.toString(), jobs: 1 }],
    });
    expect(parse(ownerDemand, (await owner.get("/v1/owner/demand")).body)).toEqual({
      models: [
        {
          model: STUB_MODEL,
          workers: 2,
          own: 1,
          lowestQuote: "2/2/2",
          highestQuote: STUB_PRICE,
          posted: 1,
          unserved: 0,
        },
      ],
    });
  });

  it("sets a price between floor and cap, and its threshold", async () => {
    const put = (quote: string) => owner.request("PUT", `/v1/owner/prices/${STUB_MODEL}`, { quote });
    expect(await put("5/5/5")).toMatchObject({ status: 204 });
    for (const quote of ["0/1/1", "9000001/1/1"])
      expect(await put(quote)).toMatchObject({ status: 400, body: { code: "price_out_of_range" } });
    expect(parse(ownerPrices, (await owner.get("/v1/owner/prices")).body)).toEqual({
      prices: [{ model: STUB_MODEL, quote: "5/5/5" }],
    });
    const threshold = { thresholdNanoton: "123" };
    expect(await owner.request("PUT", "/v1/owner/threshold", threshold)).toMatchObject({ status: 204 });
    expect((await owner.get("/v1/owner")).body).toMatchObject(threshold);
  });

  it("is not paid so little that it is not worth its fee, by threshold or at its wish", async () => {
    const tooSmall = { status: 400, body: { code: "amount_too_small" } };
    world.money.owed.set(owner.wallet.address, nanoton(8n));
    expect(await owner.request("POST", "/v1/owner/pay-now")).toMatchObject(tooSmall);
    expect(await owner.request("PUT", "/v1/owner/threshold", { thresholdNanoton: "8" })).toMatchObject(
      tooSmall,
    );
    expect((await owner.get("/v1/owner")).body).toMatchObject({ thresholdNanoton: "123" });
    world.money.owed.clear();
  });

  it("asks to be paid now, and holds the voucher that pays without us", async () => {
    expect(parse(ownerVoucher, (await owner.get("/v1/owner/voucher")).body)).toEqual({ voucher: null });
    world.money.owed.set(owner.wallet.address, nanoton(9n));
    const paid = await owner.request("POST", "/v1/owner/pay-now");
    expect(paid.status).toBe(202);
    expect(parse(payNowAnswer, paid.body)).toEqual({ owner: owner.wallet.address, dueNanoton: "9" });
    const { voucher } = parse(ownerVoucher, (await owner.get("/v1/owner/voucher")).body);
    expect(voucher?.cumulativeNanoton).toBe("9");
  });

  it("sees when its machines were there and how much they did", async () => {
    const { workers } = parse(ownerStatus, (await owner.get("/v1/owner")).body);
    const chipId = workers[0]?.chipId ?? "";
    const seen = { chipId, operator: owner.wallet.address, model: STUB_MODEL, busySlots: 1, slots: 2 };
    const nowMs = Date.now();
    await recordPresence(world.database, nowMs, [seen]);
    const once = { onlineMinutes: 1, watchedMinutes: 1, busySlots: 1, slots: 2 };
    expect(parse(ownerMachines, (await owner.get("/v1/owner/machines")).body)).toEqual({
      machines: [{ chipId, seenMs: nowMs, day: once, week: once, month: once }],
    });
    const { models } = parse(market, (await owner.get("/v1/market")).body);
    expect(models).toMatchObject([
      {
        model: STUB_MODEL,
        days: [
          { chargedNanoton: STUB_COST.toString(), answers: 1, machineMinutes: 1, busySlots: 1, slots: 2 },
        ],
      },
    ]);
    expect(await world.request("GET", "/v1/market")).toMatchObject({ status: 401 });
  });

  it("is the wallet that is paid, by a session of its own or of the account it belongs to", async () => {
    const person = await world.byWallet(owner.wallet);
    expect((await person.get("/v1/owner")).body).toMatchObject({ owner: owner.wallet.address });
    // Reading is one thing: who has only stolen a person's session sets no price and puts off no payout.
    for (const [path, body] of [
      [`/v1/owner/prices/${STUB_MODEL}`, { quote: "1/1/1" }],
      ["/v1/owner/threshold", { thresholdNanoton: "1000000000" }],
    ] as const)
      expect(await person.request("PUT", path, body)).toMatchObject({
        status: 403,
        body: { code: "scope_missing" },
      });
    const stranger = await world.byTelegram(77);
    for (const path of ["/v1/owner", "/v1/owner/machines", "/v1/owner/demand", "/v1/owner/voucher"])
      expect(await stranger.get(path)).toMatchObject({ status: 409, body: { code: "wallet_required" } });
    const key = (await person.request("POST", "/v1/account/keys", { label: "", budgetNanoton: null })).body;
    const { apiKey } = key as { apiKey: string };
    expect(
      await world.request("GET", "/v1/owner", undefined, { authorization: `Bearer ${apiKey}` }),
    ).toMatchObject({ status: 403, body: { code: "scope_missing" } });
    expect(await owner.get("/v1/account/keys")).toMatchObject({ status: 403 });
    expect((await owner.get("/v1/account")).body).toMatchObject({ accountId: person.accountId });
  });
});
