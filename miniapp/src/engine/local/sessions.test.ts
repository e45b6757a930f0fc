import { ClientError, Http, JsonApi, SessionApi } from "@cocoon/client";
import { beforeEach, describe, expect, it } from "vitest";
import { Sessions } from "./sessions.ts";
import { PassingValues } from "./store/sealed-values.ts";

const DAY_MS = 24 * 3_600_000;
const launch = (id: number, hash = "ab") =>
  new URLSearchParams({ user: JSON.stringify({ id, first_name: "A" }), hash }).toString();

let values: PassingValues;
let asked: string[];
/** What the proxy does with the next sign-ins; then it lets everybody in. */
let answers: (() => Response)[];
let lastsMs: number;
beforeEach(() => {
  values = new PassingValues();
  asked = [];
  answers = [];
  lastsMs = DAY_MS;
});

const session = (number: number) =>
  Response.json({
    accessToken: `ct_${String(number).padStart(43, "x")}`,
    accountId: "what the proxy says",
    scopes: ["jobs", "read"],
    expiresMs: Date.now() + lastsMs,
    isNew: false,
  });
const refusal = (code: string, status: number) => Response.json({ code, detail: "" }, { status });

/** The engine's sessions as a new worker finds them. */
function opened(): Promise<Sessions> {
  const fetch = async (input: RequestInfo | URL) => {
    asked.push(new URL(input instanceof Request ? input.url : input).pathname);
    return answers.shift()?.() ?? session(asked.length);
  };
  const http = new Http({ proxyUrl: "http://proxy.test", apiKey: null, fetch });
  return Sessions.open(new SessionApi(new JsonApi(http)), values);
}

const tokenOf = (sessions: Sessions) => sessions.token("person")?.reveal() ?? null;
const codeOf = (asking: Promise<unknown>) =>
  asking.then(
    () => null,
    (error: unknown) => (error instanceof ClientError ? error.code : error),
  );

describe("signing in by Telegram", () => {
  it("takes a session once, and uses it again after a reload: launch data is good once", async () => {
    const first = await opened();
    await first.byTelegram(launch(7));
    const token = tokenOf(first);
    expect(token).toMatch(/^ct_/);
    const reloaded = await opened();
    expect(tokenOf(reloaded)).toBe(token);
    await reloaded.byTelegram(launch(7, "cd"));
    expect(asked).toEqual(["/v1/sessions/telegram"]);
  });

  it("gives another person on this phone no session of the one before", async () => {
    const first = await opened();
    await first.byTelegram(launch(7));
    const [token, account] = [tokenOf(first), first.account];
    await first.byTelegram(launch(8));
    expect(tokenOf(first)).not.toBe(token);
    expect(first.account).not.toBe(account);
  });

  it("lets nobody act as the one before, also where signing in fails", async () => {
    const sessions = await opened();
    await sessions.byTelegram(launch(7));
    await sessions.byWallet("owner", { address: "0:aa", network: "-239", stateInit: "te6c", proof: {} });
    answers = [() => refusal("unavailable", 503)];
    expect(await codeOf(sessions.byTelegram(launch(8)))).toBe("unavailable");
    expect([tokenOf(sessions), sessions.token("owner"), tokenOf(await opened())]).toEqual([null, null, null]);
  });

  it("knows the account by the person's own word, so that no proxy can change its guards", async () => {
    const sessions = await opened();
    await sessions.byTelegram(launch(7));
    expect(sessions.account).toBe("telegram 7");
  });

  it("is made anew for a session that ends soon", async () => {
    lastsMs = 600_000;
    const sessions = await opened();
    await sessions.byTelegram(launch(7));
    await sessions.byTelegram(launch(7, "cd"));
    expect(asked).toHaveLength(2);
  });

  it("forgets a session that is over", async () => {
    lastsMs = -1;
    const sessions = await opened();
    await sessions.byTelegram(launch(7));
    expect(tokenOf(sessions)).toBeNull();
    expect(tokenOf(await opened())).toBeNull();
  });
});

describe("a session that the proxy refuses", () => {
  it("is renewed where launch data is left, for which it was only put aside", async () => {
    const first = await opened();
    await first.byTelegram(launch(7));
    const reloaded = await opened();
    await reloaded.byTelegram(launch(7, "cd"));
    const refused = reloaded.token("person");
    expect(await reloaded.renew("person", refused)).toBe(true);
    const renewed = reloaded.token("person");
    expect(renewed?.reveal()).not.toBe(refused?.reveal());
    expect(await reloaded.renew("person", renewed)).toBe(false);
    expect([tokenOf(reloaded), tokenOf(await opened())]).toEqual([null, null]);
  });

  it("is renewed once for all requests that were refused with it, however late each hears of it", async () => {
    const sessions = await opened();
    await sessions.byTelegram(launch(7));
    await sessions.byTelegram(launch(7, "cd"));
    const refused = sessions.token("person");
    const together = [sessions.renew("person", refused), sessions.renew("person", refused)];
    expect(await Promise.all(together)).toEqual([true, true]);
    const renewed = tokenOf(sessions);
    expect(await sessions.renew("person", refused)).toBe(true);
    expect(tokenOf(sessions)).toBe(renewed);
    expect(asked).toHaveLength(2);
  });

  it("is renewed by the sign-in that runs already", async () => {
    const sessions = await opened();
    const signingIn = sessions.byTelegram(launch(7));
    expect(await sessions.renew("person", null)).toBe(true);
    await signingIn;
    expect(asked).toHaveLength(1);
  });

  it("tries launch data again after a lost connection, and never once it was refused", async () => {
    const sessions = await opened();
    answers = [() => refusal("unavailable", 503)];
    expect(await codeOf(sessions.byTelegram(launch(7)))).toBe("unavailable");
    answers = [() => refusal("init_data_expired", 401)];
    expect(await codeOf(sessions.renew("person", null))).toBe("init_data_expired");
    expect(await sessions.renew("person", null)).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it("lets nobody ask before a sign-in is done, however it ends", async () => {
    const sessions = await opened();
    answers = [() => refusal("unavailable", 503)];
    const signingIn = codeOf(sessions.byTelegram(launch(7)));
    await sessions.settled();
    expect(await signingIn).toBe("unavailable");
  });
});
