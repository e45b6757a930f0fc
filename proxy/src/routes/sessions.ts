import { revokeCredential } from "@cocoon/db/identities";
import { challengeRequest, telegramSessionRequest, tonProof, tonSessionRequest } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { readJson } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";
import { strangerOf } from "./stranger.ts";

/** Challenges, signing in and out, and linking a wallet (SPEC 8.9). */
export function sessionRoutes({ credentials, signIn, database, limits }: Services): Hono {
  const routes = new Hono();

  routes.post("/challenges", async (context) => {
    queryOf(context, null);
    limits.takePost(strangerOf(context));
    const { purpose } = await readJson(context, challengeRequest);
    const linking = purpose === "link" ? await credentials.principalOf(context, "keys") : null;
    return context.json(await signIn.challenge(purpose, linking?.accountId ?? null), 201);
  });
  routes.all("/challenges", methodNotAllowed);

  routes.post("/sessions/ton", async (context) => {
    queryOf(context, null);
    limits.takePost(strangerOf(context));
    const { purpose, ...proof } = await readJson(context, tonSessionRequest);
    return context.json(await signIn.byWallet(purpose, proof), 201);
  });
  routes.all("/sessions/ton", methodNotAllowed);

  routes.post("/sessions/telegram", async (context) => {
    queryOf(context, null);
    limits.takePost(strangerOf(context));
    const { initData } = await readJson(context, telegramSessionRequest);
    return context.json(await signIn.byTelegram(initData), 201);
  });
  routes.all("/sessions/telegram", methodNotAllowed);

  routes.delete("/session", async (context) => {
    queryOf(context, null);
    await revokeCredential(database, await credentials.idOf(context), null);
    credentials.forget();
    return context.body(null, 204);
  });
  routes.all("/session", methodNotAllowed);

  routes.post("/account/links", async (context) => {
    const { accountId } = await credentials.principalOf(context, "keys");
    queryOf(context, null);
    limits.takePost(accountId);
    const linked = await signIn.link(accountId, await readJson(context, tonProof));
    // Of two accounts one may have been given up, with its credentials.
    credentials.forget();
    return context.json(linked);
  });
  routes.all("/account/links", methodNotAllowed);

  return routes;
}
