import { telegramEventsAfter } from "@cocoon/db/events";
import { createCredential, revokeCredential } from "@cocoon/db/identities";
import { simulatedDeposit, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { botEvents, session } from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { parse } from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, MoneyWorld, type Person } from "../testing/money-world.ts";
import { SimulatedWallet } from "../testing/simulated-wallet.ts";
import { soon } from "../testing/test-client.ts";

describe("who asks", () => {
  let world: MoneyWorld;
  beforeAll(async () => {
    world = await MoneyWorld.open();
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  describe("by a wallet", () => {
    it("comes to the same account each time, and signs out", async () => {
      const first = await world.byWallet();
      expect(parse(session, first.session)).toMatchObject({
        isNew: true,
        scopes: ["jobs", "read", "deposit", "withdraw", "keys", "owner"],
      });
      const again = await world.byWallet(first.wallet);
      expect(again.session).toMatchObject({ accountId: first.accountId, isNew: false });
      expect((await again.get("/v1/account")).body).toMatchObject({
        accountId: first.accountId,
        wallet: first.wallet.address,
        telegram: false,
        escrow: null,
        credential: { kind: "access_token", budgetNanoton: null },
      });
      expect(await first.request("DELETE", "/v1/session")).toMatchObject({ status: 204 });
      expect(await first.get("/v1/account")).toMatchObject({ status: 401, body: { code: "unauthorized" } });
      expect(await again.get("/v1/account")).toMatchObject({ status: 200 });
    });

    it("is known by the exact challenge it was given, for its purpose, once", async () => {
      const wallet = SimulatedWallet.create();
      const proof = await world.prove(wallet, "sign-in");
      const owner = await world.request("POST", "/v1/sessions/ton", { purpose: "owner", ...proof });
      expect(owner.body).toMatchObject({ code: "proof_replayed" });
      const all = await Promise.all(
        [1, 2, 3].map(() => world.request("POST", "/v1/sessions/ton", { purpose: "sign-in", ...proof })),
      );
      expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    });

    it("is known no longer once its token's time is over", async () => {
      const { accountId } = await world.byWallet();
      const kind = "access_token";
      const over = await createCredential(world.database, { kind, accountId, lifetimeMs: 0 });
      const stands = await createCredential(world.database, { kind, accountId, lifetimeMs: 60_000 });
      const ask = (secret: string) => world.request("GET", "/v1/account", undefined, bearer(secret));
      expect(await ask(over.secret.reveal())).toMatchObject({ status: 401, body: { code: "unauthorized" } });
      expect(await ask(stands.secret.reveal())).toMatchObject({ status: 200 });
    });

    it("may sign for the proxy's own host, as a program without a page does", async () => {
      const { host } = new URL(world.network.proxy.origin);
      const proof = await world.prove(SimulatedWallet.create(), "sign-in", { domain: host });
      const answer = await world.request("POST", "/v1/sessions/ton", { purpose: "sign-in", ...proof });
      expect(answer.status).toBe(201);
    });
  });

  describe("by Telegram", () => {
    it("comes to the same account each time, by launch data that is good once", async () => {
      const initData = world.telegram.initData(41);
      const body = { initData };
      const first = await world.request("POST", "/v1/sessions/telegram", body);
      expect(parse(session, first.body).isNew).toBe(true);
      const turned = initData.split("&").toReversed().join("&");
      for (const text of [initData, turned])
        expect(await world.request("POST", "/v1/sessions/telegram", { initData: text })).toMatchObject({
          status: 409,
          body: { code: "init_data_replayed" },
        });
      const again = await world.byTelegram(41);
      expect(again.accountId).toBe(first.body.accountId);
      expect((await again.get("/v1/account")).body).toMatchObject({ telegram: true, wallet: null });
    });
  });

  describe("linking", () => {
    const fund = (person: Person) => simulatedDeposit(world.database, person.accountId, nanoton(5n));

    it("gives a Telegram user's account a wallet, and tells of it", async () => {
      const person = await world.byTelegram(50);
      expect(await person.link()).toEqual({
        status: 200,
        body: { accountId: person.accountId, wallet: person.wallet.address },
      });
      expect((await world.byWallet(person.wallet)).accountId).toBe(person.accountId);
      expect((await person.get("/v1/account")).body).toMatchObject({
        telegram: true,
        wallet: person.wallet.address,
      });
    });

    it("keeps the account that has money, whichever of the two it is", async () => {
      const wallet = await world.byWallet();
      await fund(wallet);
      const telegram = await world.byTelegram(51);
      expect((await telegram.link(wallet.wallet)).body).toMatchObject({ accountId: wallet.accountId });
      expect((await world.byTelegram(51)).accountId).toBe(wallet.accountId);
    });

    it("never makes one account of two that have money", async () => {
      const wallet = await world.byWallet();
      const telegram = await world.byTelegram(52);
      await fund(wallet);
      await fund(telegram);
      expect(await telegram.link(wallet.wallet)).toMatchObject({
        status: 409,
        body: { code: "link_conflict" },
      });
      expect((await world.byTelegram(52)).accountId).toBe(telegram.accountId);
      expect((await world.byWallet(wallet.wallet)).accountId).toBe(wallet.accountId);
    });

    it("gives no account a second wallet", async () => {
      const person = await world.byTelegram(53);
      await person.link();
      expect((await person.link(SimulatedWallet.create())).body).toMatchObject({ code: "link_conflict" });
    });

    it("takes no signature made to sign in, and none made for another account", async () => {
      const mine = await world.byTelegram(54);
      const others = await world.byTelegram(55);
      const signIn = await world.prove(mine.wallet, "sign-in");
      expect((await mine.request("POST", "/v1/account/links", signIn)).body).toMatchObject({
        code: "proof_replayed",
      });
      const forOther = await world.prove(mine.wallet, "link", { token: others.token });
      expect((await mine.request("POST", "/v1/account/links", forOther)).body).toMatchObject({
        code: "proof_invalid",
      });
      const linking = await world.prove(mine.wallet, "link", { token: mine.token });
      expect(
        await world.request("POST", "/v1/sessions/ton", { purpose: "sign-in", ...linking }),
      ).toMatchObject({
        body: { code: "proof_replayed" },
      });
    });

    it("asks for a token that may do it before it gives out a challenge", async () => {
      expect((await world.request("POST", "/v1/challenges", { purpose: "link" })).status).toBe(401);
      const person = await world.byTelegram(56);
      const made = await person.request("POST", "/v1/account/keys", { label: "k", budgetNanoton: null });
      const headers = bearer(made.body.apiKey as string);
      expect(await world.request("POST", "/v1/challenges", { purpose: "link" }, headers)).toMatchObject({
        status: 403,
        body: { code: "scope_missing" },
      });
    });
  });

  describe("by an API key", () => {
    it("is shown it once, and it works until it is revoked", async () => {
      const person = await world.byWallet();
      const made = await person.request("POST", "/v1/account/keys", { label: "ноутбук", budgetNanoton: "7" });
      expect(made).toMatchObject({
        status: 201,
        body: {
          label: "ноутбук",
          budgetNanoton: "7",
          spentNanoton: "0",
          heldNanoton: "0",
          scopes: ["jobs", "read"],
        },
      });
      const { apiKey, id } = made.body as { apiKey: string; id: string };
      const listed = await person.get("/v1/account/keys");
      expect(listed.body).toMatchObject({ keys: [{ id, revokedMs: null }] });
      expect(JSON.stringify(listed.body)).not.toContain(apiKey.slice(3));
      const account = await world.request("GET", "/v1/account", undefined, bearer(apiKey));
      expect(account.body).toMatchObject({
        accountId: person.accountId,
        credential: { kind: "api_key", budgetNanoton: "7" },
      });
      const other = await world.byWallet();
      expect(await other.request("DELETE", `/v1/account/keys/${id}`)).toMatchObject({ status: 404 });
      expect(await person.request("DELETE", `/v1/account/keys/${id}`)).toMatchObject({ status: 204 });
      expect((await world.request("GET", "/v1/account", undefined, bearer(apiKey))).status).toBe(401);
      expect((await person.get("/v1/account/keys")).body).toMatchObject({
        keys: [{ id, revokedMs: expect.any(Number) }],
      });
    });

    it("spends no more than its budget says now", async () => {
      const person = await world.byWallet();
      const make = async (budgetNanoton: string | null) =>
        (await person.request("POST", "/v1/account/keys", { label: "", budgetNanoton })).body as {
          apiKey: string;
          id: string;
        };
      const { apiKey, id } = await make("7");
      const change = (budgetNanoton: string, of = id) =>
        person.request("PUT", `/v1/account/keys/${of}`, { budgetNanoton });
      expect(await change("9")).toMatchObject({ status: 204 });
      const account = await world.request("GET", "/v1/account", undefined, bearer(apiKey));
      expect(account.body).toMatchObject({ credential: { budgetNanoton: "9" } });
      expect(await change("0")).toMatchObject({ body: { code: "amount_malformed" } });
      const other = await world.byWallet();
      const path = `/v1/account/keys/${id}`;
      expect(await other.request("PUT", path, { budgetNanoton: "1" })).toMatchObject({ status: 404 });
      expect(await world.request("PUT", path, { budgetNanoton: "1" }, bearer(apiKey))).toMatchObject({
        status: 403,
      });
      expect(await change("9", (await make(null)).id)).toMatchObject({ status: 404 });
      expect(await change("9", "x")).toMatchObject({ status: 404 });
    });

    it("may not do what its owner's own sign-in may", async () => {
      const person = await world.byWallet();
      const { body } = await person.request("POST", "/v1/account/keys", { label: "", budgetNanoton: null });
      const headers = bearer(body.apiKey as string);
      for (const [method, path] of [
        ["GET", "/v1/account/keys"],
        ["POST", "/v1/withdrawal"],
        ["GET", "/v1/deposit?amount=1000000000"],
        ["GET", "/v1/owner"],
      ] as const)
        expect(await world.request(method, path, undefined, headers)).toMatchObject({
          status: 403,
          body: { code: "scope_missing" },
        });
    });

    it("is not given without end", async () => {
      const person = await world.byWallet();
      const make = () => person.request("POST", "/v1/account/keys", { label: "", budgetNanoton: null });
      for (let made = 0; made < 64; made++) expect((await make()).status).toBe(201);
      expect(await make()).toMatchObject({ status: 409, body: { code: "too_many_credentials" } });
    });
  });

  describe("by the bot", () => {
    const ask = (secret: string, onBehalfOf?: string) =>
      world.request("GET", "/v1/account", undefined, bearer(secret, onBehalfOf));

    it("asks for whom it names, a user or a group, and for nobody else", async () => {
      const { secret, credentialId } = await createCredential(world.database, { kind: "bot" });
      const user = await ask(secret.reveal(), "tg:60");
      expect((await world.byTelegram(60)).accountId).toBe(user.body.accountId);
      const group = await ask(secret.reveal(), "tg:-1001234567890");
      expect(group.body.accountId).not.toBe(user.body.accountId);
      expect((await ask(secret.reveal(), "tg:-1001234567890")).body.accountId).toBe(group.body.accountId);
      for (const wrong of [
        undefined,
        "",
        "60",
        "tg:",
        "tg:0",
        "tg:06",
        "tg:1e3",
        "tg:60,61",
        `tg:${"9".repeat(20)}`,
      ])
        expect((await ask(secret.reveal(), wrong)).body).toMatchObject({ code: "malformed_request" });
      expect(
        await world.request("GET", "/v1/account/keys", undefined, bearer(secret.reveal(), "tg:60")),
      ).toMatchObject({ body: { code: "scope_missing" } });
      await revokeCredential(world.database, credentialId, null);
      await soon(async () => expect((await ask(secret.reveal(), "tg:60")).status).toBe(401));
    });

    it("reads what to tell its users, and nobody else does", async () => {
      const { secret } = await createCredential(world.database, { kind: "bot" });
      const read = (query = "", token = secret.reveal()) =>
        world.request("GET", `/v1/bot/events${query}`, undefined, bearer(token));
      const begun = parse(botEvents, (await read()).body);
      expect(begun.events).toEqual([]);
      const person = await world.byTelegram(62);
      await person.link();
      // Before it has settled, something that began earlier may still appear.
      const early = parse(botEvents, (await read(`?after=${begun.next}`)).body);
      expect(early.events.filter(({ telegramId }) => telegramId === "62")).toEqual([]);
      const { events } = await telegramEventsAfter(world.database, { after: begun.next, settledMs: -1_000 });
      expect(events.at(-1)).toMatchObject({ telegramId: "62", kind: "linked", data: { kind: "wallet" } });
      expect(await read("?after=1")).toMatchObject({ status: 400, body: { code: "malformed_request" } });
      expect(await read("", person.token)).toMatchObject({ status: 403, body: { code: "scope_missing" } });
    });

    it("does no more than the scope it was given", async () => {
      const { secret } = await createCredential(world.database, { kind: "bot", scope: ["jobs"] });
      expect((await ask(secret.reveal(), "tg:61")).body).toMatchObject({ code: "scope_missing" });
    });
  });
});
