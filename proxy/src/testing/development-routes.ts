import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { CocoonError } from "@cocoon/protocol/api";
import type { Secret } from "@cocoon/protocol/bytes";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { SimulatedTelegram } from "./simulated-telegram.ts";

export interface DevelopmentParts {
  /** A file: what a verifier of this network is told. */
  readonly simulatedRoots: string;
  /** Of the SIMULATED bot; null without one. */
  readonly botTokenHash: Secret<Uint8Array> | null;
}

/** What Telegram puts behind the # of the address besides launch data: no theme of its own, a recent version. */
const LAUNCH = { tgWebAppVersion: "9.1", tgWebAppPlatform: "web", tgWebAppThemeParams: "{}" };
const PATH = "/app/simulated-telegram";
/** Known to this one path: the API and the app have no cookie. */
const COOKIE = "cocoon-simulated-person";
const YEAR_SECONDS = 31_536_000;
const NO_STORE = { "cache-control": "no-store" };

/**
 * What a development build of the mini-app asks its own origin for; only `main.dev.ts` serves it.
 *
 * - `GET /app/development.json`: the simulated roots and the keys of the reference values, in the form of their file
 * - `GET /app/simulated-telegram[?user=1]`: leads to the app as Telegram opens it, by launch data that was signed just now for a
 *   SIMULATED person: the one named, else whom this browser was last time, else somebody new; `user=new` is always somebody new
 */
export function developmentRoutes({ simulatedRoots, botTokenHash }: DevelopmentParts): Hono {
  const routes = new Hono();
  routes.get("/app/development.json", (context) =>
    context.body(readFileSync(simulatedRoots, "utf8"), 200, {
      ...NO_STORE,
      "content-type": "application/json",
    }),
  );
  routes.get(PATH, (context) => {
    if (!botTokenHash) throw new CocoonError("not_offered", "signing in by Telegram");
    const asked = context.req.query("user") ?? getCookie(context, COOKIE) ?? "new";
    const user = asked === "new" ? String(randomInt(1_000_000, 1_000_000_000)) : asked;
    if (!/^[1-9][0-9]{0,11}$/.test(user)) throw new CocoonError("malformed_request", "user is a number");
    setCookie(context, COOKIE, user, { path: PATH, httpOnly: true, sameSite: "Lax", maxAge: YEAR_SECONDS });
    const tgWebAppData = new SimulatedTelegram(botTokenHash).initData(Number(user));
    const launch = new URLSearchParams({ tgWebAppData, ...LAUNCH });
    return context.body(null, 302, { ...NO_STORE, location: `/app/#${launch}` });
  });
  return routes;
}
