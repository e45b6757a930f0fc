import { ClientError, type SessionApi } from "@cocoon/client";
import { type Session, shortText, parseStrictJson, millis } from "@cocoon/protocol/api";
import { ifMalformed, Secret } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import type { TonProofAnswer } from "../port.ts";
import type { SealedValues } from "./store/sealed-values.ts";

/** A session, and who has signed in by their own word: never by what the proxy calls them. */
interface Open {
  readonly account: string;
  readonly token: Secret<string>;
  readonly expiresMs: number;
}
export type SessionKind = "person" | "owner";

const stored = v.strictObject({ account: shortText(200), token: shortText(64), expiresMs: millis });
const STORED_LIMIT = 1024;

/** A session that ends within it is not begun with: Telegram's launch data is good for ten minutes only. */
const FRESH_MS = 60 * 60_000;

/** The person's session and, for an owner of workers, that one's: kept sealed, so that a reload needs no new proof. */
export class Sessions {
  readonly #api: SessionApi;
  readonly #values: SealedValues;
  readonly #open = new Map<SessionKind, Open>();
  /** Launch data that has not been used. */
  #launch: string | null = null;
  /** The sign-in that runs now, for those who would ask before it is done; null while none does. */
  #signingIn: Promise<void> | null = null;

  private constructor(api: SessionApi, values: SealedValues) {
    this.#api = api;
    this.#values = values;
  }

  static async open(api: SessionApi, values: SealedValues): Promise<Sessions> {
    const sessions = new Sessions(api, values);
    for (const kind of ["person", "owner"] as const) {
      const text = await values.get(`session ${kind}`);
      const open = text === null ? null : parsed(text);
      if (open && open.expiresMs > Date.now()) sessions.#open.set(kind, open);
    }
    return sessions;
  }

  /** Once no sign-in runs, however it ended. */
  async settled(): Promise<void> {
    await this.#signingIn?.catch(() => undefined);
  }

  token(kind: SessionKind): Secret<string> | null {
    const open = this.#open.get(kind);
    return open && open.expiresMs > Date.now() ? open.token : null;
  }

  /** Under which guards are kept; one of its own for who has not signed in. */
  get account(): string {
    return this.#open.get("person")?.account ?? "nobody";
  }

  /** A session of the same person that lasts is used again: launch data is good once, and this page may be a reload. */
  async byTelegram(initData: string): Promise<void> {
    const open = this.#open.get("person");
    this.#launch = initData;
    const lasts = open?.account === accountOf(initData) && open.expiresMs > Date.now() + FRESH_MS;
    if (!lasts) await this.#useLaunch(initData);
  }

  async byWallet(kind: SessionKind, answer: TonProofAnswer): Promise<void> {
    const purpose = kind === "person" ? "sign-in" : "owner";
    const session = await this.#api.byWallet(purpose, proofOf(answer));
    await this.#take(kind, `wallet ${answer.address}`, session);
  }

  /**
   * After the proxy has refused a session: another one where launch data is left, else none is kept. Of requests that were refused
   * together only the first one renews; the others go on with what it has got.
   * @param refused the token that was sent, null for none @returns whether the same request may work now
   */
  async renew(kind: SessionKind, refused: Secret<string> | null): Promise<boolean> {
    await this.settled();
    const token = this.token(kind);
    if (token !== null && token !== refused) return true;
    if (kind === "person" && this.#launch !== null) {
      await this.#useLaunch(this.#launch);
      return true;
    }
    await this.drop(kind);
    return false;
  }

  async drop(kind: SessionKind): Promise<void> {
    this.#open.delete(kind);
    await this.#values.set(`session ${kind}`, null);
  }

  /** Launch data is good once: who comes while it is being used waits for what comes of it. */
  #useLaunch(initData: string): Promise<void> {
    this.#signingIn ??= this.#redeem(initData).finally(() => {
      this.#signingIn = null;
    });
    return this.#signingIn;
  }

  async #redeem(initData: string): Promise<void> {
    const account = accountOf(initData);
    // Also where signing in fails: whoever holds the phone now must not act as the one before.
    await this.#leave(account);
    try {
      await this.#take("person", account, await this.#api.byTelegram(initData));
      this.#launch = null;
    } catch (error) {
      // What was used or is too old never comes to be good; without a connection it still may.
      if (error instanceof ClientError && error.code.startsWith("init_data_")) this.#launch = null;
      throw error;
    }
  }

  /** Another person's sessions end on this device. */
  async #leave(account: string): Promise<void> {
    const open = this.#open.get("person");
    if (!open || open.account === account) return;
    await Promise.all([this.drop("person"), this.drop("owner")]);
  }

  async #take(kind: SessionKind, account: string, { accessToken, expiresMs }: Session): Promise<void> {
    if (kind === "person") await this.#leave(account);
    this.#open.set(kind, { account, token: new Secret(accessToken), expiresMs });
    await this.#values.set(`session ${kind}`, JSON.stringify({ account, token: accessToken, expiresMs }));
  }
}

const parsed = (text: string): Open | null =>
  ifMalformed<Open | null>(
    () => {
      const { token, ...rest } = parseStrictJson(stored, text, "session", STORED_LIMIT);
      return { ...rest, token: new Secret(token) };
    },
    () => null,
  );

/** Who the launch data is of, as it says itself: the proxy alone judges it. Only tells one person's session from another's. */
function userOf(initData: string): string {
  const user = new URLSearchParams(initData).get("user") ?? "";
  return /"id"\s*:\s*([0-9]{1,19})\b/.exec(user)?.[1] ?? "unknown";
}

const accountOf = (initData: string): string => `telegram ${userOf(initData)}`;

/** What the wallet gave is checked by the proxy; its form is checked there too. */
const proofOf = (answer: TonProofAnswer) => answer as Parameters<SessionApi["link"]>[0];
