import type { Database } from "@cocoon/db/connection";
import {
  type ChallengeAnswer,
  type ChallengePurpose,
  HEADERS,
  type Session,
  type TonProof,
} from "@cocoon/protocol/api";
import { type IdentitySettings, NO_IDENTITY } from "../identity/settings.ts";
import { bookWithoutModels, type PriceBook } from "../prices/price-book.ts";
import { SimulatedMoney } from "./simulated-money.ts";
import { SimulatedTelegram } from "./simulated-telegram.ts";
import { type ProofFields, SimulatedWallet } from "./simulated-wallet.ts";
import type { Answer } from "./test-client.ts";
import { TestNetwork } from "./test-network.ts";

export const WEB_ORIGIN = "https://app.example";
export const DOMAIN = "app.example";

interface WorldOptions {
  readonly identity?: Partial<IdentitySettings>;
  readonly prices?: PriceBook;
  readonly database?: Database;
}

/** A proxy with a SIMULATED chain's side and Telegram, and people who come to it by wallet or by Telegram. */
export class MoneyWorld {
  readonly network: TestNetwork;
  readonly money: SimulatedMoney;
  readonly telegram: SimulatedTelegram;

  private constructor(network: TestNetwork, money: SimulatedMoney, telegram: SimulatedTelegram) {
    this.network = network;
    this.money = money;
    this.telegram = telegram;
  }

  static async open({
    identity = {},
    prices = bookWithoutModels(50_000),
    database,
  }: WorldOptions = {}): Promise<MoneyWorld> {
    const money = new SimulatedMoney();
    const telegram = new SimulatedTelegram();
    const check = { by: "bot-token-hash", secret: telegram.tokenHash } as const;
    const settings = { ...NO_IDENTITY, webOrigins: [WEB_ORIGIN], telegram: check, ...identity };
    return new MoneyWorld(
      await TestNetwork.open({ money, identity: settings, prices, ...(database && { database }) }),
      money,
      telegram,
    );
  }

  get database(): Database {
    return this.network.database;
  }

  close(): Promise<void> {
    return this.network.close();
  }

  /** @param body text as it is, all else as JSON */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.network.proxy.origin + path, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Answer["body"]) };
  }

  async challenge(purpose: ChallengePurpose, token?: string): Promise<ChallengeAnswer> {
    const headers = token === undefined ? {} : bearer(token);
    return (await this.request("POST", "/v1/challenges", { purpose }, headers)).body as ChallengeAnswer;
  }

  /** Signs a new challenge, or another payload. */
  async prove(
    wallet: SimulatedWallet,
    purpose: ChallengePurpose,
    { token, ...changes }: Partial<ProofFields> & { readonly token?: string } = {},
  ): Promise<TonProof> {
    const { payload } = await this.challenge(purpose, token);
    return wallet.prove({ payload, domain: DOMAIN, network: this.money.network, ...changes });
  }

  async byWallet(
    wallet = SimulatedWallet.create(),
    purpose: "sign-in" | "owner" = "sign-in",
  ): Promise<Person> {
    const proof = await this.prove(wallet, purpose);
    const { body } = await this.request("POST", "/v1/sessions/ton", { purpose, ...proof });
    return new Person(this, body as Session, wallet);
  }

  async byTelegram(userId: number): Promise<Person> {
    const initData = this.telegram.initData(userId);
    const { body } = await this.request("POST", "/v1/sessions/telegram", { initData });
    return new Person(this, body as Session, SimulatedWallet.create());
  }
}

/** Somebody who has signed in, with a wallet that may not be linked yet. */
export class Person {
  readonly session: Session;
  readonly wallet: SimulatedWallet;
  readonly #world: MoneyWorld;

  constructor(world: MoneyWorld, session: Session, wallet: SimulatedWallet) {
    this.#world = world;
    this.session = session;
    this.wallet = wallet;
  }

  get accountId(): string {
    return this.session.accountId;
  }

  get token(): string {
    return this.session.accessToken;
  }

  request(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#world.request(method, path, body, bearer(this.token));
  }

  get(path: string): Promise<Answer> {
    return this.request("GET", path);
  }

  async link(wallet = this.wallet): Promise<Answer> {
    const proof = await this.#world.prove(wallet, "link", { token: this.token });
    return this.request("POST", "/v1/account/links", proof);
  }
}

export const bearer = (token: string, onBehalfOf?: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  ...(onBehalfOf !== undefined && { [HEADERS.onBehalfOf]: onBehalfOf }),
});
