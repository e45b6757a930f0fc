import { randomUUID } from "node:crypto";
import { createCredential } from "@cocoon/db/identities";
import { createAccount } from "@cocoon/db/accounts";
import { balance } from "@cocoon/db/ledger";
import { inProcessDatabase, OPEN_TIMEOUT_MS, simulatedDeposit } from "@cocoon/db/testing";
import { HEADERS, MEDIA, quoteAnswer } from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { parse } from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PriceBook } from "../prices/price-book.ts";
import { bearer, MoneyWorld, type Person } from "../testing/money-world.ts";
import { STUB_MODEL, STUB_PRICE } from "../testing/stub-identity.ts";
import { CEILING } from "../testing/test-client.ts";
import type { StubWorker } from "../testing/test-network.ts";

const GRANTED = nanoton(CEILING * 2n);
const DAILY = nanoton(GRANTED * 4n);
const DEAR = "1000001/100000/2000000";

describe("a free trial", () => {
  let world: MoneyWorld;
  let sponsorId: string;
  let workers: StubWorker[];
  beforeAll(async () => {
    const database = await inProcessDatabase();
    ({ accountId: sponsorId } = await createAccount(database, { label: "sponsor" }));
    await simulatedDeposit(database, sponsorId, nanoton(DAILY * 10n));
    const range = {
      model: STUB_MODEL,
      reference: STUB_PRICE,
      floor: "1/1/1",
      cap: "9000000/9000000/9000000",
    };
    world = await MoneyWorld.open({
      database,
      prices: new PriceBook({ currency: "TON", commissionPpm: 50_000, models: [range] }),
      identity: { trial: { sponsor: sponsorId, amountNanoton: GRANTED, dailyNanoton: DAILY } },
    });
    workers = await Promise.all(["a", "b", "c"].map((name) => world.network.worker(name, { credit: 0 })));
    await world.network.listed(...workers);
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  async function post(person: Person, candidates: readonly StubWorker[], quote = STUB_PRICE) {
    const envelope = world.network.envelope(candidates);
    const response = await fetch(`${world.network.proxy.origin}/v1/jobs`, {
      method: "POST",
      headers: {
        ...bearer(person.token),
        "content-type": MEDIA.envelope,
        [HEADERS.quote]: quote,
        [HEADERS.priceCeiling]: CEILING.toString(),
      },
      body: envelope.bytes,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  const quoteFor = (person: Person, quote: string | null = null, bodyBucketBytes = 4096) => {
    const { manifest } = (workers[0] as StubWorker).identity;
    return person.request("POST", "/v1/quote", {
      manifest,
      bodyBucketBytes,
      maxTokensBucket: 128,
      quote,
    });
  };

  it("is granted once to a new Telegram user, and to no group and no wallet", async () => {
    const person = await world.byTelegram(90);
    expect((await person.get("/v1/account")).body).toMatchObject({
      grantedNanoton: GRANTED.toString(),
      availableNanoton: "0",
    });
    const again = await world.byTelegram(90);
    expect((await again.get("/v1/account")).body).toMatchObject({ grantedNanoton: GRANTED.toString() });
    expect((await (await world.byWallet()).get("/v1/account")).body).toMatchObject({ grantedNanoton: "0" });
    const { secret } = await createCredential(world.database, { kind: "bot" });
    const group = await world.request("GET", "/v1/account", undefined, bearer(secret.reveal(), "tg:-100"));
    expect(group.body).toMatchObject({ grantedNanoton: "0" });
  });

  it("pays for jobs that name three workers at the reference price at most", async () => {
    const person = await world.byTelegram(91);
    expect(await post(person, workers.slice(0, 2))).toMatchObject({
      status: 402,
      body: { code: "trial_terms" },
    });
    // Else an owner names their own worker and two keys that nobody has, and answers their own trial.
    const madeUp = { ...(workers[2] as StubWorker), identity: await world.network.identity("made up") };
    expect(await post(person, [...workers.slice(0, 2), madeUp])).toMatchObject({
      status: 402,
      body: { code: "trial_terms" },
    });
    expect(await post(person, workers, DEAR)).toMatchObject({ status: 402, body: { code: "trial_terms" } });
    expect(parse(quoteAnswer, (await quoteFor(person)).body)).toMatchObject({
      source: "granted",
      workers: 3,
    });
    expect((await quoteFor(person, DEAR)).body).toMatchObject({ code: "trial_terms" });
    expect(await post(person, workers)).toMatchObject({ status: 202 });
    expect(await balance(world.database, person.accountId)).toMatchObject({
      grantedNanoton: GRANTED - CEILING,
      grantedHeldNanoton: CEILING,
      heldNanoton: 0n,
    });
    expect(await post(person, workers)).toMatchObject({ status: 202 });
    expect(await post(person, workers)).toMatchObject({
      status: 402,
      body: { code: "trial_exhausted" },
    });
  });

  it("lets a person's own money pay for what it does not", async () => {
    const person = await world.byWallet();
    await simulatedDeposit(world.database, person.accountId, nanoton(CEILING));
    expect((await quoteFor(person, DEAR)).body).toMatchObject({ source: "own" });
    expect(await post(person, workers.slice(0, 1), DEAR)).toMatchObject({ status: 202 });
    expect(await quoteFor(person)).toMatchObject({ status: 402, body: { code: "insufficient_balance" } });
  });

  it("ends for the day when the day's budget is spent, and turns nobody away", async () => {
    const people: Person[] = [];
    for (let userId = 93; userId < 97; userId++) people.push(await world.byTelegram(userId));
    const granted = await Promise.all(
      people.map(async ({ accountId }) => (await balance(world.database, accountId)).grantedNanoton),
    );
    // Two were granted before, of the four that the day has money for.
    expect(granted.filter((amount) => amount > 0n)).toHaveLength(2);
    expect(granted.filter((amount) => amount === 0n)).toHaveLength(2);
  });
});

describe("a free trial by a sponsor that is none", () => {
  let world: MoneyWorld;
  beforeAll(async () => {
    const trial = { sponsor: randomUUID(), amountNanoton: GRANTED, dailyNanoton: DAILY };
    world = await MoneyWorld.open({ identity: { trial } });
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  it("turns nobody away, and tells the operator", async () => {
    const person = await world.byTelegram(90);
    expect((await person.get("/v1/account")).body).toMatchObject({ telegram: true, grantedNanoton: "0" });
    expect(world.network.logged.map(({ event }) => event)).toContain("trial_failed");
  });
});

describe("an API key's budget", () => {
  let world: MoneyWorld;
  beforeAll(async () => {
    world = await MoneyWorld.open();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  it("is the most that the key spends, whatever the account has", async () => {
    const worker = await world.network.worker("worker", { credit: 0 });
    const person = await world.byWallet();
    await simulatedDeposit(world.database, person.accountId, nanoton(CEILING * 10n));
    const budgetNanoton = (CEILING + 1n).toString();
    const made = await person.request("POST", "/v1/account/keys", { label: "", budgetNanoton });
    const post = async () => {
      const response = await fetch(`${world.network.proxy.origin}/v1/jobs`, {
        method: "POST",
        headers: {
          ...bearer(made.body.apiKey as string),
          "content-type": MEDIA.envelope,
          [HEADERS.quote]: STUB_PRICE,
          [HEADERS.priceCeiling]: CEILING.toString(),
        },
        body: world.network.envelope([worker]).bytes,
      });
      return { status: response.status, body: await response.json() };
    };
    expect(await post()).toMatchObject({ status: 202 });
    expect(await post()).toMatchObject({ status: 402, body: { code: "budget_exhausted" } });
    expect((await person.get("/v1/account/keys")).body).toMatchObject({
      keys: [{ heldNanoton: CEILING.toString(), spentNanoton: "0" }],
    });
    const change = (budget: bigint) =>
      person.request("PUT", `/v1/account/keys/${String(made.body.id)}`, { budgetNanoton: budget.toString() });
    expect(await change(CEILING - 1n)).toMatchObject({ status: 400, body: { code: "amount_too_small" } });
    expect(await change(CEILING * 2n)).toMatchObject({ status: 204 });
    expect(await post()).toMatchObject({ status: 202 });
    expect(await post()).toMatchObject({ status: 402, body: { code: "budget_exhausted" } });
  });
});
