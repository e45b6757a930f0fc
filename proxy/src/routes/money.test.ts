import { encodeSetGuards, encodeTopUp } from "@cocoon/contracts/escrow";
import { simulatedDeposit, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import {
  accountStatus,
  depositParameters,
  depositStatus,
  guardsParameters,
  ledgerPage,
  quoteAnswer,
} from "@cocoon/protocol/api";
import { fromHex } from "@cocoon/protocol/bytes";
import { nanoton, parseQuote, priceCeilingNanoton } from "@cocoon/protocol/money";
import { beginCell, Cell, external, storeMessage } from "@ton/core";
import { parse } from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, MoneyWorld, type Person, WEB_ORIGIN } from "../testing/money-world.ts";
import { STUB_MODEL, STUB_PRICE } from "../testing/stub-identity.ts";
import { soon } from "../testing/test-client.ts";
import { tellOf, testEscrow } from "../testing/test-escrow.ts";

const TON = 1_000_000_000n;
const KEY = "ef".repeat(32);

describe("money over HTTP", () => {
  let world: MoneyWorld;
  beforeAll(async () => {
    world = await MoneyWorld.open();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  /** An escrow of the person's own wallet, as the watcher would have told of it. */
  const withEscrow = async (changes = {}) => {
    const person = await world.byWallet();
    const owner = person.wallet.address;
    const escrow = await testEscrow(world.database, {
      owner,
      address: world.money.escrowOf(owner),
      ...changes,
    });
    expect(escrow.accountId).toBe(person.accountId);
    return { person, ...escrow };
  };
  const boc = () => {
    const body = beginCell().storeUint(7, 8).endCell();
    const message = beginCell().store(storeMessage(external({ to: `0:${"ab".repeat(32)}`, body })));
    return message.endCell().toBoc().toString("base64");
  };
  const send = (person: Person, amount: bigint) => {
    const sent = { amountNanoton: amount.toString(), currency: "TON", network: "-217", boc: boc() };
    return person.request("POST", "/v1/deposits", sent);
  };
  const payloadOf = (body: unknown) =>
    Cell.fromBase64(parse(depositParameters, body).transaction.messages[0].payload);

  describe("an account", () => {
    it("shows its escrow, what it may spend today and what is not yet charged", async () => {
      const { person, state } = await withEscrow({ payerKey: KEY, pendingPayerKey: null });
      const { body } = await person.get("/v1/account");
      expect(parse(accountStatus, body)).toMatchObject({
        availableNanoton: state.depositedNanoton.toString(),
        uncollectedNanoton: "0",
        wallet: person.wallet.address,
        escrow: {
          address: state.address,
          balanceNanoton: state.balanceNanoton.toString(),
          payerKey: KEY,
          pending: null,
          closingAtMs: null,
          frozenUntilMs: null,
        },
      });
    });

    it("shows guards that tighten later, each as it will be", async () => {
      const at = 1_900_000_000;
      const { person } = await withEscrow({
        pendingDailyLimitNanoton: nanoton(5n),
        pendingAt: at,
        payerKey: KEY,
      });
      const { escrow } = parse(accountStatus, (await person.get("/v1/account")).body);
      expect(escrow?.pending).toEqual({ dailyLimitNanoton: "5", payerKey: KEY, atMs: at * 1000 });
    });

    it("forgets what was charged on another day", async () => {
      const changes = { day: 1, chargedTodayNanoton: nanoton(0n) };
      const { person } = await withEscrow(changes);
      const { escrow } = parse(accountStatus, (await person.get("/v1/account")).body);
      expect(escrow?.chargedTodayNanoton).toBe("0");
    });
  });

  describe("a deposit", () => {
    it("of somebody new lets a day cost all of it, unless they say otherwise", async () => {
      const person = await world.byWallet();
      const all = { dailyLimitNanoton: nanoton(TON), payerKey: null };
      const first = await person.get(`/v1/deposit?amount=${TON}&currency=TON`);
      expect(payloadOf(first.body).equals(encodeTopUp({ amountNanoton: nanoton(TON), guards: all }))).toBe(
        true,
      );
      const chosen = await person.get(`/v1/deposit?amount=${TON}&dailyLimit=7&payerKey=${KEY}`);
      const guards = { dailyLimitNanoton: nanoton(7n), payerKey: fromHex(KEY) };
      expect(payloadOf(chosen.body).equals(encodeTopUp({ amountNanoton: nanoton(TON), guards }))).toBe(true);
    });

    it("into an escrow that holds something leaves its guards as they are", async () => {
      const { person } = await withEscrow();
      const { body } = await person.get(`/v1/deposit?amount=${TON}`);
      expect(payloadOf(body).equals(encodeTopUp({ amountNanoton: nanoton(TON) }))).toBe(true);
    });

    it("needs a wallet", async () => {
      const person = await world.byTelegram(70);
      expect(await person.get(`/v1/deposit?amount=${TON}`)).toMatchObject({
        status: 409,
        body: { code: "wallet_required" },
      });
    });

    it("is sent, then on its way, then credited, as chain and ledger have it", async () => {
      const { person, state } = await withEscrow();
      const { pokes } = world.money;
      const sent = await send(person, TON);
      expect(sent.status).toBe(202);
      const { id } = parse(depositStatus, sent.body);
      expect(sent.body).toMatchObject({ state: "sent", amountNanoton: TON.toString() });
      expect(world.money.pokes).toBe(pokes + 1);
      const look = async () => (await person.get(`/v1/deposits/${id}`)).body.state;
      expect(await look()).toBe("sent");
      const deposited = nanoton(state.depositedNanoton + TON);
      world.money.onChain.set(person.wallet.address, deposited);
      // The same question to the chain is one for a few seconds.
      await soon(async () => expect(await look()).toBe("on_its_way"));
      await tellOf(world.database, { ...state, depositedNanoton: deposited, balanceNanoton: deposited });
      expect(await look()).toBe("credited");
      expect((await person.get("/v1/account")).body).toMatchObject({
        availableNanoton: deposited.toString(),
      });
    });

    it("sent twice waits for both", async () => {
      const { person, state } = await withEscrow();
      const ids: string[] = [];
      for (let times = 0; times < 2; times++)
        ids.push(parse(depositStatus, (await send(person, TON)).body).id);
      const once = nanoton(state.depositedNanoton + TON);
      await tellOf(world.database, { ...state, depositedNanoton: once, balanceNanoton: once });
      const states = await Promise.all(
        ids.map(async (id) => (await person.get(`/v1/deposits/${id}`)).body.state),
      );
      expect(states).toEqual(["credited", "sent"]);
    });
  });

  it("sets guards, each staying as it is where it is not named", async () => {
    const { person, state } = await withEscrow({ payerKey: KEY });
    const { dailyLimitNanoton } = state;
    const payerKey = fromHex(KEY);
    for (const [query, guards] of [
      ["dailyLimit=5", { dailyLimitNanoton: nanoton(5n), payerKey }],
      ["payerKey=", { dailyLimitNanoton, payerKey: null }],
      [`dailyLimit=0&payerKey=${KEY}`, { dailyLimitNanoton: nanoton(0n), payerKey }],
    ] as const) {
      const { body } = await person.get(`/v1/account/guards?${query}`);
      const { escrow, transaction } = parse(guardsParameters, body);
      expect(escrow).toBe(state.address);
      const payload = Cell.fromBase64(transaction.messages[0].payload);
      expect(payload.equals(encodeSetGuards(guards))).toBe(true);
    }
  });

  describe("a statement", () => {
    const fund = async (times: number): Promise<Person> => {
      const person = await world.byWallet();
      for (let made = 0; made < times; made++)
        await simulatedDeposit(world.database, person.accountId, nanoton(BigInt(made + 1)));
      return person;
    };

    it("is read by pages, and by kind and time", async () => {
      const person = await fund(5);
      const page = async (query: string) =>
        parse(ledgerPage, (await person.get(`/v1/account/ledger?${query}`)).body);
      const first = await page("limit=3");
      expect(first.entries.map(({ amountNanoton }) => amountNanoton)).toEqual(["5", "4", "3"]);
      const second = await page(`limit=3&before=${first.next}`);
      expect(second).toMatchObject({ entries: [{ amountNanoton: "2" }, { amountNanoton: "1" }], next: null });
      expect((await page("kind=withdrawal")).entries).toEqual([]);
      expect((await page("kind=deposit")).entries).toHaveLength(5);
      expect((await page(`from=${Date.now() + 60_000}`)).entries).toEqual([]);
      expect((await page(`to=${Date.now() + 60_000}`)).entries).toHaveLength(5);
    });

    it("is given whole as CSV, asked for either way", async () => {
      const person = await fund(3);
      const read = async (path: string, headers = {}) => {
        const response = await fetch(world.network.proxy.origin + path, {
          headers: { ...bearer(person.token), ...headers },
        });
        expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
        expect(response.headers.get("content-disposition")).toContain("attachment");
        return (await response.text()).trim().split("\n");
      };
      const lines = await read("/v1/account/ledger?format=csv");
      expect(lines[0]).toContain("amount_nanoton");
      expect(lines.slice(1).map((line) => line.split(",")[2])).toEqual(["3", "2", "1"]);
      expect(await read("/v1/account/ledger", { accept: "text/csv" })).toEqual(lines);
    });
  });

  describe("a quote", () => {
    let manifest: string;
    beforeAll(async () => {
      const worker = await world.network.worker("worker", { credit: 0 });
      await world.network.listed(worker);
      ({ manifest } = worker.identity);
    });
    const asked = (changes = {}) => ({
      manifest,
      bodyBucketBytes: 4096,
      maxTokensBucket: 128,
      quote: null,
      ...changes,
    });
    const quote = async (person: Person, changes = {}, token = person.token) =>
      (await world.request("POST", "/v1/quote", asked(changes), bearer(token))).body;

    it("says what would be held, and by how many workers it could be answered", async () => {
      const { person } = await withEscrow();
      expect(parse(quoteAnswer, await quote(person))).toEqual({
        model: STUB_MODEL,
        quote: STUB_PRICE,
        ceilingNanoton: priceCeilingNanoton(parseQuote(STUB_PRICE), 4096, 128).toString(),
        workers: 1,
        source: "own",
      });
    });

    it("is refused for what a job would be refused for", async () => {
      const { person } = await withEscrow();
      expect(await quote(person, { manifest: "00".repeat(32) })).toMatchObject({ code: "unknown_model" });
      expect(await quote(person, { quote: "1/1/1" })).toMatchObject({ code: "quote_below_price" });
      expect(await quote(await world.byWallet())).toMatchObject({ code: "insufficient_balance" });
      const all = 2n ** 63n - 1n;
      const dear = { quote: `${all}/${all}/${all}`, bodyBucketBytes: 1 << 20 };
      const inputs = [{ bodyBucketBytes: -1 }, { maxTokensBucket: 0.5 }, { quote: "1/1" }, { more: 1 }];
      for (const input of inputs)
        expect(await quote(person, input)).toMatchObject({ code: "malformed_request" });
      expect(await quote(person, dear)).toMatchObject({ code: "amount_malformed" });
    });

    it.each<[string, object, string]>([
      ["lets nothing be spent today", { dailyLimitNanoton: nanoton(0n) }, "daily_limit_reached"],
      [
        "is about to let nothing",
        { pendingDailyLimitNanoton: nanoton(0n), pendingAt: 2 ** 31 },
        "daily_limit_reached",
      ],
      ["is being closed by its owner", { closingAt: 2 ** 31 }, "account_closing"],
    ])("is refused where the escrow %s", async (_, changes, code) => {
      const { person } = await withEscrow(changes);
      expect(await quote(person)).toMatchObject({ code });
    });

    it("is refused to a key on an escrow whose payer signs, and given to the payer", async () => {
      const { person } = await withEscrow({ payerKey: KEY });
      const made = await person.request("POST", "/v1/account/keys", { label: "", budgetNanoton: null });
      expect(await quote(person, {}, made.body.apiKey as string)).toMatchObject({
        code: "payer_key_required",
      });
      expect(await quote(person)).toMatchObject({ source: "own" });
    });

    it("is refused to a key whose budget is too small", async () => {
      const { person } = await withEscrow();
      const made = await person.request("POST", "/v1/account/keys", { label: "", budgetNanoton: "1" });
      expect(await quote(person, {}, made.body.apiKey as string)).toMatchObject({ code: "budget_exhausted" });
    });
  });

  it("passes a withdrawal on, and tells how it stands", async () => {
    const person = await world.byWallet();
    expect((await person.request("POST", "/v1/withdrawal")).body).toMatchObject({
      code: "nothing_to_withdraw",
    });
    const status = { id: "w", state: "sent", paidNanoton: null, validUntilMs: Date.now() + 1 } as const;
    world.money.withdrawals.set(person.accountId, status);
    expect(await person.request("POST", "/v1/withdrawal")).toEqual({ status: 202, body: status });
    expect(await person.get("/v1/withdrawal")).toEqual({ status: 200, body: status });
  });

  it("says what things cost", async () => {
    expect((await world.request("GET", "/v1/prices")).body).toEqual({
      currency: "TON",
      commissionPpm: 50_000,
      models: [],
    });
  });

  describe("a page of another origin", () => {
    const ask = (origin: string, method = "GET", path = "/v1/account") =>
      fetch(world.network.proxy.origin + path, {
        method,
        headers: { origin, "access-control-request-method": "POST" },
      });

    it("may read answers and problems if it is one of ours, exactly", async () => {
      const preflight = await ask(WEB_ORIGIN, "OPTIONS", "/v1/jobs");
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-origin")).toBe(WEB_ORIGIN);
      expect(preflight.headers.get("access-control-allow-headers")).toContain("cocoon-quote");
      for (const path of ["/v1/prices", "/v1/account", "/v1/nothing"]) {
        const response = await ask(WEB_ORIGIN, "GET", path);
        expect(response.headers.get("access-control-allow-origin")).toBe(WEB_ORIGIN);
        expect(response.headers.get("access-control-allow-credentials")).toBeNull();
      }
    });

    it.each([`${WEB_ORIGIN}.evil`, "http://app.example", "https://APP.example", `${WEB_ORIGIN}:444`, "null"])(
      "may read nothing if it is %s",
      async (origin) => {
        for (const method of ["GET", "OPTIONS"])
          expect((await ask(origin, method)).headers.get("access-control-allow-origin")).toBeNull();
      },
    );
  });
});
