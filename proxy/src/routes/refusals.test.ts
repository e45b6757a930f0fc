import { createCredential } from "@cocoon/db/identities";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { MEDIA, PROBLEMS, type ProblemCode, type TonProof } from "@cocoon/protocol/api";
import { beginCell, external, storeMessage } from "@ton/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bearer, DOMAIN, MoneyWorld, type Person } from "../testing/money-world.ts";
import { SimulatedTelegram } from "../testing/simulated-telegram.ts";
import { SimulatedWallet } from "../testing/simulated-wallet.ts";
import { everyRow } from "../testing/table-snapshot.ts";

const MINUTE_S = 60;
/** One message from outside, as a wallet returns it. */
const SIGNED = beginCell()
  .store(storeMessage(external({ to: `0:${"ab".repeat(32)}`, body: beginCell().storeUint(7, 8).endCell() })))
  .endCell()
  .toBoc()
  .toString("base64");
const CELL = beginCell().storeUint(7, 8).endCell().toBoc().toString("base64");
/** 2⁶³: one more than all that there can be. */
const ABOVE_SUPPLY = "9223372036854775808";

const AMOUNTS: readonly [string, unknown][] = [
  ["nothing", "0"],
  ["below nothing", "-1"],
  ["above the supply", ABOVE_SUPPLY],
  ["of thirty digits", "9".repeat(30)],
  ["a float", "1.5"],
  ["an exponent", "1e9"],
  ["hex", "0x10"],
  ["with a leading zero", "01"],
  ["with a sign", "+1"],
  ["no number", "NaN"],
  ["empty", ""],
  ["with a space", "1 "],
  ["in other digits", "١٢٣"],
];
/** What JSON can say beside text. */
const JSON_AMOUNTS: readonly [string, unknown][] = [
  ["a number", 1_000_000_000],
  ["a JSON float", 1.5],
  ["true", true],
  ["a list", ["1000000000"]],
];

/** What must never cost anybody anything: each has a name, and leaves every row as it was. */
describe("bad input", () => {
  let world: MoneyWorld;
  let person: Person;
  let owner: Person;
  let before: Record<string, string[]>;
  beforeAll(async () => {
    world = await MoneyWorld.open();
    person = await world.byWallet();
    owner = await world.byWallet(person.wallet, "owner");
  }, OPEN_TIMEOUT_MS);
  afterAll(() => world.close());

  const snapshot = async () => {
    before = await everyRow(world.database);
    expect(Object.keys(before)).toContain("transfers");
    expect(before.credentials).not.toEqual([]);
  };
  beforeEach(snapshot);

  async function refused(
    code: ProblemCode,
    method: string,
    path: string,
    body?: unknown,
    headers = bearer(person.token),
  ): Promise<void> {
    const response = await fetch(world.network.proxy.origin + path, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const problem = await response.json();
    expect(problem).toMatchObject({
      code,
      type: `urn:cocoon:problem:${code}`,
      title: PROBLEMS[code].sentence,
    });
    expect(response.status).toBe(PROBLEMS[code].status);
    expect(response.headers.get("content-type")).toBe(MEDIA.problem);
    expect(await everyRow(world.database)).toEqual(before);
  }

  describe("as an amount", () => {
    it.each(AMOUNTS)("to deposit, %s", async (_, amount) => {
      const query = new URLSearchParams({ amount: String(amount) });
      await refused("amount_malformed", "GET", `/v1/deposit?${query}`);
    });

    it("to deposit, none at all", () => refused("amount_malformed", "GET", "/v1/deposit"));
    it("to deposit, less than the contract takes", () =>
      refused("amount_too_small", "GET", "/v1/deposit?amount=99999999"));
    it.each(AMOUNTS.filter(([, amount]) => amount !== "0"))("as a daily limit, %s", async (_, dailyLimit) => {
      const query = new URLSearchParams({ dailyLimit: String(dailyLimit) });
      await refused("amount_malformed", "GET", `/v1/account/guards?${query}`);
    });

    const sent = { amountNanoton: "1000000000", currency: "TON", network: "-217", boc: SIGNED };
    it.each([...AMOUNTS, ...JSON_AMOUNTS, ["null", null]])("that was sent, %s", async (_, amountNanoton) => {
      await refused("amount_malformed", "POST", "/v1/deposits", { ...sent, amountNanoton });
    });

    it.each([...AMOUNTS, ...JSON_AMOUNTS])("as a key's budget, %s", async (_, budgetNanoton) => {
      await refused("amount_malformed", "POST", "/v1/account/keys", { label: "", budgetNanoton });
    });

    it.each([...AMOUNTS, ...JSON_AMOUNTS])("as an owner's threshold, %s", async (_, thresholdNanoton) => {
      await refused(
        "amount_malformed",
        "PUT",
        "/v1/owner/threshold",
        { thresholdNanoton },
        bearer(owner.token),
      );
    });
  });

  describe("as a currency", () => {
    it.each(["USDT", "ton", "", "TON ", "XTR"])("%j", async (currency) => {
      const query = new URLSearchParams({ amount: "1000000000", currency });
      await refused("unknown_currency", "GET", `/v1/deposit?${query}`);
      const sent = { amountNanoton: "1000000000", currency, network: "-217", boc: SIGNED };
      await refused("unknown_currency", "POST", "/v1/deposits", sent);
    });
  });

  describe("as a comment", () => {
    it("that is too long", () =>
      refused("comment_too_long", "POST", "/v1/account/keys", {
        label: "я".repeat(65),
        budgetNanoton: null,
      }));
    it("with a line end in it", () =>
      refused("malformed_request", "POST", "/v1/account/keys", { label: "a\nb", budgetNanoton: null }));
    it("with a NUL, which Postgres has no text for", () =>
      refused("malformed_request", "POST", "/v1/account/keys", { label: "a\0b", budgetNanoton: null }));
  });

  describe("as a bag of cells", () => {
    const bytes = Buffer.from(SIGNED, "base64");
    it.each([
      ["empty", ""],
      ["no base64", "te6cc!"],
      ["base64 of another alphabet", SIGNED.replaceAll("+", "-").replaceAll("/", "_").concat("-")],
      ["base64 with a line end", `${SIGNED}\n`],
      ["no bag of cells", Buffer.from("hello, world").toString("base64")],
      ["cut off", bytes.subarray(0, -1).toString("base64")],
      ["followed by more", Buffer.concat([bytes, Buffer.of(0)]).toString("base64")],
      [
        "with a bit changed",
        Buffer.from(bytes.map((byte, at) => (at === 4 ? byte ^ 0x80 : byte))).toString("base64"),
      ],
      ["of a cell that is no message", CELL],
      ["larger than any wallet's", Buffer.alloc(9_000, 1).toString("base64")],
    ])("that is %s", async (_, boc) => {
      const sent = { amountNanoton: "1000000000", currency: "TON", network: "-217", boc };
      await refused("boc_malformed", "POST", "/v1/deposits", sent);
    });

    it.each([
      ["no bag of cells", Buffer.from("hello, world").toString("base64")],
      ["no state init", CELL],
    ])("as a wallet's state init that is %s", async (_, stateInit) => {
      const proof = await world.prove(person.wallet, "sign-in");
      await snapshot();
      await refused("boc_malformed", "POST", "/v1/sessions/ton", { purpose: "sign-in", ...proof, stateInit });
    });
  });

  describe("as a network", () => {
    it.each(["-239", "-3", "0", "217"])("%s", async (network) => {
      const sent = { amountNanoton: "1000000000", currency: "TON", network, boc: SIGNED };
      await refused("wrong_network", "POST", "/v1/deposits", sent);
      const proof = await world.prove(person.wallet, "sign-in", { network });
      await snapshot();
      await refused("wrong_network", "POST", "/v1/sessions/ton", { purpose: "sign-in", ...proof });
    });
  });

  describe("as a wallet's proof", () => {
    const proved = async (code: ProblemCode, proof: TonProof) => {
      await snapshot();
      await refused(code, "POST", "/v1/sessions/ton", { purpose: "sign-in", ...proof });
    };
    const nowS = () => Math.floor(Date.now() / 1000);

    it("that is too old", async () =>
      proved(
        "proof_expired",
        await world.prove(person.wallet, "sign-in", { timestamp: nowS() - 16 * MINUTE_S }),
      ));
    it("from the future", async () =>
      proved(
        "proof_expired",
        await world.prove(person.wallet, "sign-in", { timestamp: nowS() + 5 * MINUTE_S }),
      ));
    it("for another site", async () =>
      proved(
        "proof_wrong_domain",
        await world.prove(person.wallet, "sign-in", { domain: `${DOMAIN}.evil` }),
      ));
    it("that was used", async () => {
      const proof = await world.prove(person.wallet, "sign-in");
      expect(await world.request("POST", "/v1/sessions/ton", { purpose: "sign-in", ...proof })).toMatchObject(
        {
          status: 201,
        },
      );
      await proved("proof_replayed", proof);
    });
    it("over a challenge that we never gave out", async () =>
      proved("proof_replayed", await world.prove(person.wallet, "sign-in", { payload: "00".repeat(32) })));
    it("by another's key", async () => {
      const { proof } = await world.prove(SimulatedWallet.create(), "sign-in");
      await proved("proof_invalid", { ...(await world.prove(person.wallet, "sign-in")), proof });
    });
    it("that uses no challenge up when it fails", async () => {
      const { payload } = await world.challenge("sign-in");
      const good = person.wallet.prove({ payload, domain: DOMAIN, network: "-217" });
      const { address } = SimulatedWallet.create();
      await proved("proof_invalid", { ...good, address });
      expect(await world.request("POST", "/v1/sessions/ton", { purpose: "sign-in", ...good })).toMatchObject({
        status: 201,
      });
    });
    it.each<[string, object]>([
      ["an address in capitals", { address: `0:${"AB".repeat(32)}` }],
      ["an address of another workchain", { address: `-1:${"ab".repeat(32)}` }],
      ["a field more", { more: 1 }],
      ["a purpose unknown", { purpose: "admin" }],
    ])("with %s", async (_, changes) => {
      const proof = await world.prove(person.wallet, "sign-in");
      await snapshot();
      await refused("malformed_request", "POST", "/v1/sessions/ton", {
        purpose: "sign-in",
        ...proof,
        ...changes,
      });
    });
  });

  describe("as launch data", () => {
    const signIn = (code: ProblemCode, initData: string) =>
      refused(code, "POST", "/v1/sessions/telegram", { initData });

    it("that another bot's token signed", () =>
      signIn("init_data_invalid", new SimulatedTelegram().initData(7)));
    it("that says another user than was signed", () =>
      signIn("init_data_invalid", world.telegram.initData(7).replace("7", "8")));
    it("that is ten minutes old", () =>
      signIn("init_data_expired", world.telegram.initData(7, Date.now() - 10 * MINUTE_S * 1000)));
    it("that was used", async () => {
      const initData = world.telegram.initData(7);
      expect((await world.request("POST", "/v1/sessions/telegram", { initData })).status).toBe(201);
      await snapshot();
      await signIn("init_data_replayed", initData);
    });
    it("longer than there is", () => signIn("malformed_request", "a".repeat(5_000)));
  });

  describe("as a body", () => {
    it.each([
      ["no JSON", "{"],
      ["a list", []],
      ["null", null],
      ["a field more", { purpose: "sign-in", more: 1 }],
      ["of no purpose", {}],
    ])("of %s", (_, body) => refused("malformed_request", "POST", "/v1/challenges", body ?? "null"));
    it("over the bound", () => refused("body_too_large", "POST", "/v1/challenges", " ".repeat(17_000)));
    it("of another type", () =>
      refused("unsupported_media_type", "POST", "/v1/challenges", "{}", { "content-type": "text/plain" }));
  });

  describe("as a place or a number", () => {
    it.each([
      ["/v1/account?x=1", "malformed_request"],
      ["/v1/account/ledger?limit=0", "malformed_request"],
      ["/v1/account/ledger?limit=201", "malformed_request"],
      ["/v1/account/ledger?kind=secrets", "malformed_request"],
      ["/v1/account/ledger?format=pdf", "malformed_request"],
      ["/v1/account/ledger?before=1&before=2", "malformed_request"],
      ["/v1/account/ledger?before=-1", "malformed_request"],
      ["/v1/account/guards", "malformed_request"],
      ["/v1/account/guards?payerKey=ab", "malformed_request"],
      ["/v1/deposits/x", "deposit_unknown"],
      [`/v1/deposits/${"A".repeat(32)}`, "deposit_unknown"],
      ["/v1/withdrawal", "withdrawal_unknown"],
    ] as const)("%s", (path, code) => refused(code, "GET", path));

    it("that an owner asks for a model without a price", async () => {
      const headers = bearer(owner.token);
      await refused("unknown_model", "PUT", "/v1/owner/prices/stub", { quote: "1/1/1" }, headers);
      await refused("malformed_request", "PUT", "/v1/owner/prices/stub", { quote: "-1/1/1" }, headers);
    });
  });

  it("from nobody who is known", async () => {
    for (const token of [`ct_${"A".repeat(43)}`, `cb_${"A".repeat(43)}`, "x", ""])
      for (const path of ["/v1/account", "/v1/events", "/v1/owner", "/v1/account/keys", "/v1/withdrawal"])
        await refused("unauthorized", "GET", path, undefined, bearer(token));
  });

  it("by a bot that names nobody changes nothing either", async () => {
    const { secret } = await createCredential(world.database, { kind: "bot" });
    await snapshot();
    await refused("malformed_request", "GET", "/v1/account", undefined, bearer(secret.reveal(), "tg:+7"));
  });
});
